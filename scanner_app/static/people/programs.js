// A party's programs: registered with a key that is shown once, listed, ended.

import { fill, find, onPress, onSend } from "./page.js";
import { askAs } from "./session.js";

export async function programs() {
  fill("#programs", (await askAs("GET", "people/clients")).items, (row, one) => {
    onPress(find("button", row), async () => {
      await askAs("DELETE", `people/clients/${one.id}`);
      await programs();
    });
  });
}

onSend("#program", async ({ label, role, scopes, days }, form) => {
  const body = { label, role, scopes: scopes.split(" "), days: Number(days) };
  find("#program-key").textContent = (await askAs("POST", "people/clients", { body })).key;
  find("#program-made").hidden = false;
  form.reset();
  await programs();
});

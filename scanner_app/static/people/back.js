// Back from the identity provider.

import { explain } from "./page.js";
import { fromProvider } from "./provider.js";

fromProvider().then(() => location.replace("/people/me"), explain);

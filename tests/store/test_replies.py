"""Tasks that wait for a writer are all answered, whoever gives up, and nobody waits for ever."""

import asyncio
from threading import Thread

import pytest

from store.errors import StoreUnavailable
from store.replies import Replies


def replies(patience: float = 10.0) -> Replies[int]:
    return Replies(patience, lambda: StoreUnavailable("too late"))


def test_each_task_gets_its_own_answer_from_another_thread():
    async def ask() -> list[int | BaseException]:
        asked = replies()
        expected = [asked.expect().answer for _ in range(3)]
        answers = list(zip(expected, (1, ValueError("no"), 3), strict=True))
        Thread(target=asked.give, args=(answers,)).start()
        return await asyncio.gather(*expected, return_exceptions=True)

    first, refused, last = asyncio.run(ask())
    assert (first, last) == (1, 3)
    assert isinstance(refused, ValueError)


def test_who_has_waited_too_long_is_told_so_and_the_others_go_on_waiting():
    async def ask() -> int:
        asked = replies(0.3)
        early = asked.expect().answer
        await asyncio.sleep(0.2)
        late = asked.expect().answer
        with pytest.raises(StoreUnavailable, match="too late"):
            await early
        asked.give([(early, 1), (late, 2)])
        answered = await late
        with pytest.raises(StoreUnavailable):  # a watch that had ended begins again
            await asked.expect().answer
        return answered

    assert asyncio.run(asyncio.wait_for(ask(), 5)) == 2


def test_a_task_that_was_cancelled_is_passed_over():
    async def ask() -> int:
        asked = replies()
        gone, stays = asked.expect().answer, asked.expect().answer
        gone.cancel()
        asked.give([(gone, 1), (stays, 2)])
        return await stays

    assert asyncio.run(ask()) == 2


def test_an_answer_for_a_loop_that_was_closed_is_dropped():
    async def ask() -> tuple[Replies[int], asyncio.Future[int]]:
        asked = replies()
        return asked, asked.expect().answer

    asked, answer = asyncio.run(ask())
    asked.give([(answer, 1)])


def test_who_does_not_wait_after_all_is_not_watched_over():
    told: list[StoreUnavailable] = []

    def too_late() -> StoreUnavailable:
        told.append(StoreUnavailable("too late"))
        return told[-1]

    async def ask() -> None:
        asked = Replies[int](0.01, too_late)
        asked.drop(asked.expect())
        await asyncio.sleep(0.05)

    asyncio.run(ask())
    assert told == []

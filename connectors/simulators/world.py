"""A made-up agency's accounts and the people who write to it: seeded, and moving on from day to day.

The world knows no platform's wire format: a platform's module shows it in that platform's JSON. What was edited or removed
stays known here as the truth that a test compares an archive with. The same seed and day give the same world.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from connectors.simulators.media import Medium, make_medium
from connectors.simulators.words import ANSWERS, COMMENTS, NAMES, POSTS, QUESTIONS, Planted, identifier

START = dt.datetime(2026, 2, 1, 11, 0, tzinfo=dt.UTC)
"""Day 0: midnight of 2 February in Auckland, when a night run begins."""

AGENCY = "Example Agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`number` is unique in the world; a platform makes its id of it."""

    number: int
    name: str
    handle: str


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """`removed` is when its sender took it back; `unsupported` one whose content the platform never gives."""

    number: int
    at: dt.datetime
    sender: Person
    text: str
    media: list[Medium] = field(default_factory=list)
    reactions: list[tuple[str, Person]] = field(default_factory=list)
    unsupported: bool = False
    edited: dt.datetime | None = None
    removed: dt.datetime | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Conversation:
    """`people` without the agency. `folder` is `inbox`, `other` or another of the platform's."""

    number: int
    people: list[Person]
    folder: str = "inbox"
    messages: list[Message] = field(default_factory=list)

    @property
    def shown(self) -> list[Message]:
        """What the platform still has, oldest first."""
        return sorted((m for m in self.messages if m.removed is None), key=lambda m: (m.at, m.number))

    @property
    def updated(self) -> dt.datetime:
        return max(max(m.at, m.edited or m.at) for m in self.messages)


@dataclass(slots=True, kw_only=True, eq=False)
class Comment:
    """`parent` is another comment of the same post, or None. `hidden`: by the agency."""

    number: int
    at: dt.datetime
    author: Person | None
    text: str
    parent: Comment | None = None
    media: list[Medium] = field(default_factory=list)
    hidden: bool = False
    low_quality: bool = False
    edited: dt.datetime | None = None
    removed: dt.datetime | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Post:
    """A post of the agency's, or of a visitor (`author` is not the agency)."""

    number: int
    at: dt.datetime
    author: Person
    text: str
    media: list[Medium] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    hidden: bool = False
    edited: dt.datetime | None = None
    removed: dt.datetime | None = None

    @property
    def shown_comments(self) -> list[Comment]:
        """What the platform still has, oldest first; a reply to a removed comment goes with it."""
        kept = [c for c in self.comments if c.removed is None and (c.parent is None or c.parent.removed is None)]
        return sorted(kept, key=lambda c: (c.at, c.number))

    @property
    def updated(self) -> dt.datetime:
        return max([self.at, self.edited or self.at, *(c.at for c in self.shown_comments)])


@dataclass(slots=True, kw_only=True, eq=False)
class Account:
    """One platform's part of the world."""

    platform: str
    agency: Person
    people: list[Person]
    posts: list[Post] = field(default_factory=list)
    stories: list[Post] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)

    @property
    def shown_posts(self) -> list[Post]:
        """What the platform still has, newest first."""
        return sorted((p for p in self.posts if p.removed is None), key=lambda p: (p.at, p.number), reverse=True)

    @property
    def shown_conversations(self) -> list[Conversation]:
        """Newest activity first."""
        kept = [c for c in self.conversations if c.shown]
        return sorted(kept, key=lambda c: (c.updated, c.number), reverse=True)


class World:
    """All accounts, one clock. `now` is the time of the night run of this `day`."""

    def __init__(self, seed: int, platforms: tuple[str, ...], *, size: int = 1) -> None:
        self.seed = seed
        self.day = 0
        self.planted: list[Planted] = []
        self._numbers = 1000
        self.accounts: dict[str, Account] = {}
        for platform in platforms:
            chance = random.Random(f"{seed}/{platform}/people")
            people = [
                Person(
                    number=self._number(),
                    name=name,
                    handle=name.lower().replace(" ", "_").encode("ascii", "ignore").decode(),
                )
                for name in chance.sample(NAMES, len(NAMES))
            ]
            agency = Person(number=self._number(), name=AGENCY, handle="example_agency")
            self.accounts[platform] = Account(platform=platform, agency=agency, people=people)
            self._history(self.accounts[platform], size)

    @property
    def now(self) -> dt.datetime:
        """The time of this day's night run."""
        return START + dt.timedelta(days=self.day)

    def advance(self, days: int = 1) -> None:
        """Let so many days go by."""
        for _ in range(days):
            self.day += 1
            for account in self.accounts.values():
                self._new_day(account, random.Random(f"{self.seed}/{account.platform}/{self.day}"))

    # --- what others may add to the world, for a test of their own --------------------------------------------------

    def say(
        self,
        conversation: Conversation,
        text: str,
        *,
        by_agency: bool = False,
        at: dt.datetime | None = None,
        media: tuple[Medium, ...] = (),
    ) -> Message:
        """Another message in a conversation, now unless told otherwise."""
        account = next(a for a in self.accounts.values() if conversation in a.conversations)
        made = Message(
            number=self._number(),
            at=at or self.now - dt.timedelta(minutes=5),
            sender=account.agency if by_agency else conversation.people[0],
            text=text,
            media=list(media),
        )
        conversation.messages.append(made)
        return made

    def comment(
        self, account: Account, post: Post, text: str, *, parent: Comment | None = None, by_agency: bool = False,
        at: dt.datetime | None = None,
    ) -> Comment:  # fmt: skip
        """Another comment below a post."""
        number = self._number()
        made = Comment(
            number=number,
            at=at or self.now - dt.timedelta(minutes=5),
            author=account.agency if by_agency else account.people[number % len(account.people)],
            text=text,
            parent=parent,
        )
        post.comments.append(made)
        return made

    def converse(self, account: Account, *people: Person, folder: str = "inbox") -> Conversation:
        """A new, empty conversation."""
        made = Conversation(number=self._number(), people=list(people), folder=folder)
        account.conversations.append(made)
        return made

    def publish(
        self, account: Account, text: str, *, author: Person | None = None, at: dt.datetime | None = None,
        media: tuple[Medium, ...] = (),
    ) -> Post:  # fmt: skip
        """A new post; the agency's unless an author is given."""
        made = Post(
            number=self._number(),
            at=at or self.now - dt.timedelta(minutes=5),
            author=author or account.agency,
            text=text,
            media=list(media),
        )
        account.posts.append(made)
        return made

    def medium(self, kind: str = "image") -> Medium:
        """A small file of that kind: image, video, audio, file or sticker."""
        return make_medium(self._number(), kind)

    # --- how the days go --------------------------------------------------------------------------------------------

    def _history(self, account: Account, size: int) -> None:
        """What had been said before the archive began: sixty days of it."""
        chance = random.Random(f"{self.seed}/{account.platform}/0")
        for number in range(12 * size):
            at = self._earlier(chance, 60)
            media = (self.medium("video" if number % 5 == 4 else "image"),) if number % 2 else ()
            post = self.publish(account, chance.choice(POSTS), at=at, media=media)
            self._discuss(account, post, chance, 130 if number == 0 else chance.randrange(0, 6))
        for text in ("Your people were very kind to me", ""):
            self.publish(account, text, author=account.people[-1], at=self._earlier(chance, 30), media=(self.medium(),))
        for number in range(8 * size):
            people = account.people[number % 8 : number % 8 + (2 if number == 3 else 1)]
            conversation = self.converse(account, *people, folder="other" if number == 5 else "inbox")
            at = self._earlier(chance, 50)
            for _ in range(45 if number == 1 else 115 if number == 2 else chance.randrange(2, 9)):
                at = min(at + dt.timedelta(minutes=chance.randrange(1, 300)), self.now - dt.timedelta(minutes=10))
                self._write(conversation, chance, at)
        odd = account.conversations[0]
        self.say(odd, "", at=odd.updated, media=(self.medium("sticker"),))
        self.say(odd, "", at=odd.updated).unsupported = True
        self.say(odd, "Left to right \u202egnp.exe and a NUL \x00 and = a sum", at=odd.updated)

    def _new_day(self, account: Account, chance: random.Random) -> None:
        late = self.now - dt.timedelta(hours=chance.randrange(1, 20))
        self._discuss(account, self.publish(account, chance.choice(POSTS), at=late), chance, 2, since=late)
        old = chance.choice(account.shown_posts[3:])
        self._discuss(account, old, chance, 1, since=late)
        account.stories = [self.publish(account, "", at=late, media=(self.medium(),))]
        account.posts.remove(account.stories[0])
        for conversation in chance.sample(account.conversations, 2):
            at = self.now - dt.timedelta(hours=chance.randrange(2, 12))
            for _ in range(chance.randrange(1, 4)):
                at += dt.timedelta(minutes=chance.randrange(1, 30))
                self._write(conversation, chance, at)
        newcomer = self.converse(account, chance.choice(account.people))
        self._write(newcomer, chance, late)
        self._change(account, chance, late)

    def _change(self, account: Account, chance: random.Random, at: dt.datetime) -> None:
        """Each day one thing is edited, one is hidden, one is taken back."""
        commented = [p for p in account.shown_posts if len(p.shown_comments) > 2]
        post = chance.choice(commented)
        first, second, third = chance.sample(post.shown_comments, 3)
        first.text, first.edited = f"{first.text} (edited)", at
        second.hidden = True
        third.removed = at
        edited = chance.choice(account.shown_posts)
        edited.text, edited.edited = f"{edited.text} (updated)", at
        conversation = chance.choice([c for c in account.conversations if len(c.shown) > 2])
        conversation.shown[-1].removed = at
        message = conversation.shown[-1]
        message.text, message.edited = f"{message.text} (edited)", at

    def _write(self, conversation: Conversation, chance: random.Random, at: dt.datetime) -> None:
        by_agency = chance.random() < 0.4
        text = chance.choice(ANSWERS if by_agency else QUESTIONS)
        if not by_agency and chance.random() < 0.25:
            text, planted = identifier(chance)
            self.planted.append(planted)
        kind = chance.choice(("image", "image", "video", "file", "audio", "sticker"))
        media = (self.medium(kind),) if chance.random() < 0.1 else ()
        made = self.say(conversation, text, by_agency=by_agency, at=at, media=media)
        if chance.random() < 0.1:
            made.reactions.append(("❤", conversation.people[0]))

    def _discuss(
        self, account: Account, post: Post, chance: random.Random, count: int, *, since: dt.datetime | None = None
    ) -> None:
        at = since or post.at
        for number in range(count):
            at = min(at + dt.timedelta(minutes=chance.randrange(1, 60)), self.now - dt.timedelta(minutes=2))
            top = [c for c in post.comments if c.parent is None and c.removed is None]
            parent = chance.choice(top) if top and chance.random() < 0.35 else None
            made = self.comment(account, post, chance.choice(COMMENTS), parent=parent, at=at, by_agency=number % 7 == 6)
            made.low_quality = number % 11 == 5
            if number % 13 == 4:
                made.author = None
            if number % 17 == 3:
                made.media.append(self.medium())

    def _earlier(self, chance: random.Random, days: int) -> dt.datetime:
        return self.now - dt.timedelta(minutes=chance.randrange(60, days * 24 * 60), seconds=chance.randrange(60))

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

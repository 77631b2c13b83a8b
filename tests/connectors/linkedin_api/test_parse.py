"""LinkedIn's objects, in every shape that its documents show, become records; what cannot is quarantined."""

from __future__ import annotations

import pytest

from archiver.model.capture import Quarantined
from archiver.model.correspondent import Role
from archiver.model.record import Record
from connectors.drafts import Draft
from connectors.linkedin.little_text import plain
from connectors.linkedin.parse_api import Ends, comment_of, post_of
from connectors.linkedin.parse_notifications import Notice, notice_of
from connectors.linkedin.urns import comment_urn, encoded
from tests.connectors.nights import channel

ENDS = Ends(channel("linkedin", "2414183"))
URN = "urn:li:comment:(urn:li:activity:7000000000000000002,7000000000000000077)"
POST = {
    "id": "urn:li:share:7000000000000000001",
    "author": "urn:li:organization:2414183",
    "commentary": "Kia ora {hashtag|\\#|Example} \\(noon\\) @[An Example Body](urn:li:organization:1)",
    "visibility": "PUBLIC",
    "lifecycleState": "PUBLISHED",
    "lifecycleStateInfo": {"isEditedByAuthor": True},
    "createdAt": 1706756645000,
    "publishedAt": 1706756645123,
    "lastModifiedAt": 1706760000000,
    "content": {"media": {"id": "urn:li:image:C4E1", "title": "A plan", "altText": "A drawing"}},
}
COMMENT = {
    "id": "7000000000000000077",
    "commentUrn": URN,
    "object": "urn:li:activity:7000000000000000002",
    "actor": "urn:li:person:AbC123",
    "created": {"actor": "urn:li:person:AbC123", "time": 1706756700000},
    "lastModified": {"actor": "urn:li:person:AbC123", "time": 1706756900000},
    "message": {"attributes": [{"start": 0, "length": 3, "value": {}}], "text": "When is it?\x00"},
    "content": [{"type": "IMAGE", "url": "https://media.example/i?e=1", "entity": {"image": "urn:li:image:X1"}}],
    "likesSummary": {"totalLikes": 1},
    "commentsSummary": {"totalFirstLevelComments": 0},
}


def post(**changes: object) -> Record:
    made = post_of({**POST, **changes}, ENDS, {}, source="posts", place="elements[0]")
    assert isinstance(made, Draft)
    return made.record


def test_a_post_is_rendered_plainly() -> None:
    record = post()
    assert record.text == "Kia ora #Example (noon) An Example Body"
    assert record.edited
    assert record.sender.role is Role.AGENCY
    assert record.attachments[0].alt_text == "A drawing"
    assert record.attachments[0].name == "A plan"


@pytest.mark.parametrize(
    ("content", "links", "subject", "files"),
    [
        ({"multiImage": {"images": [{"id": "urn:li:image:1"}, {"id": "urn:li:image:2"}]}}, 0, "", 2),
        ({"article": {"source": "https://example.org/a", "title": "T", "description": "D"}}, 1, "", 0),
        (
            {"poll": {"question": "Which?", "options": [{"text": "A", "voteCount": 2}, {"text": "B"}]}},
            0,
            "Poll: Which? A / B",
            0,
        ),
        ({"media": {"id": "urn:li:document:9", "title": "Report.pdf"}}, 0, "", 1),
        ({"celebration": {"type": "X"}}, 0, "", 0),
        ({"something_new": {"a": [1]}}, 0, "", 0),
    ],
)
def test_every_kind_of_content_survives(content: object, links: int, subject: str, files: int) -> None:
    record = post(content=content, unknown={"deep": [{}]})
    assert (len(record.links), record.subject, len(record.attachments)) == (links, subject, files)


def test_a_reshare_names_what_it_reshares() -> None:
    record = post(reshareContext={"parent": "urn:li:share:7", "root": "urn:li:share:6"})
    assert record.quote is not None
    assert record.quote.source_id == "urn:li:share:7"


def test_a_file_with_an_address_is_wanted() -> None:
    made = post_of(
        {**POST, "content": {"media": {"id": "urn:li:image:1", "downloadUrl": "https://media.example/a.png"}}},
        ENDS,
        {},
        source="posts",
        place="",
    )
    assert isinstance(made, Draft)
    assert [wanted.url for wanted in made.wanted] == ["https://media.example/a.png"]


def test_a_comment_is_edited_when_it_was_modified_after_it_was_made() -> None:
    made = comment_of(COMMENT, ENDS, "urn:li:share:7000000000000000001", source="comments", place="")
    assert isinstance(made, Draft)
    assert made.record.edited
    assert made.record.text == "When is it?\ufffd"
    assert made.record.source_id == URN
    assert len(made.wanted) == 1
    older = {name: value for name, value in COMMENT.items() if name != "commentUrn"} | {"$URN": URN}
    again = comment_of(older, ENDS, "urn:li:share:1", source="comments", place="")
    assert isinstance(again, Draft)
    assert again.record.source_id == URN


@pytest.mark.parametrize(
    "broken", [None, [], "x", 7, {}, {"id": 5}, {**COMMENT, "created": {"time": "soon"}}, {**COMMENT, "created": 1e400}]
)
def test_what_is_no_comment_is_quarantined(broken: object) -> None:
    assert isinstance(comment_of(broken, ENDS, "urn:li:share:1", source="comments", place="p"), Quarantined)


@pytest.mark.parametrize("broken", [None, {}, {"id": "urn:li:share:1"}, {**POST, "id": "../../etc"}])
def test_what_is_no_post_is_quarantined(broken: object) -> None:
    assert isinstance(post_of(broken, ENDS, {}, source="posts", place="p"), Quarantined)


@pytest.mark.parametrize(
    ("little", "shown"),
    [
        ("plain", "plain"),
        ("a \\@ b \\\\ c", "a @ b \\ c"),
        ("{hashtag|\\#|Te_Reo}", "#Te_Reo"),
        ("@[Sam \\(S\\)](urn:li:person:x1)", "Sam (S)"),
        ("@[broken](nowhere) {hashtag|", "@[broken](nowhere) {hashtag|"),
        ("\\n stays", "\\n stays"),
    ],
)
def test_little_text_is_what_a_reader_sees(little: str, shown: str) -> None:
    assert plain(little) == shown


def test_a_comments_urn_has_one_form() -> None:
    assert comment_urn("urn:li:comment:(activity:7000000000000000002,7000000000000000077)") == URN
    assert comment_urn(URN) == URN
    assert comment_urn("urn:li:comment:(x)") == ""
    assert encoded(URN).count("%") == URN.count(":") + 3


@pytest.mark.parametrize("action", ["COMMENT", "LIKE", "SOMETHING_NEW"])
def test_notifications_of_any_kind_survive(action: str) -> None:
    item = {"notificationId": 1, "action": action, "sourcePost": "urn:li:activity:5", "lastModifiedAt": 1706756700000}
    made = notice_of(item, ENDS, source="notifications", place="p")
    assert isinstance(made, Notice)
    assert made.posts == ("urn:li:activity:5",)


def test_a_deletion_that_names_nothing_is_quarantined() -> None:
    item = {"action": "COMMENT_DELETE", "lastModifiedAt": 1706756700000}
    assert isinstance(notice_of(item, ENDS, source="notifications", place="p"), Quarantined)


def test_a_post_that_names_the_page_is_recorded_from_its_notification() -> None:
    share = {"entity": "urn:li:share:9", "owner": "urn:li:person:AbC123", "text": "Well done, Example Agency"}
    item = {
        "action": "SHARE_MENTION",
        "lastModifiedAt": 1706756700000,
        "generatedActivity": "urn:li:share:9",
        "decoratedGeneratedActivity": {"share": share},
    }
    made = notice_of(item, ENDS, source="notifications", place="p")
    assert isinstance(made, Notice)
    assert made.mention is not None
    assert made.mention.record.text == share["text"]

"""Words of screen names: which of them name someone in a text, and which are what they say."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.braces import shown, wanted

THINGS = (
    "Tram Spotter | tram 12 running this weekend?",
    "Tram Spotter | Tram 12 back?",
    "Pavlova Patrol | whose is pavlova, ours or theirs",
    "Kererū Counter | a kererū ate my plums",
    "Marathon Mum | road closures for the Auckland Marathon?",
    "tax_moaner | is that the Goods and Services Tax Act",
    "Wet Weather Ward | masks in Ward 7B?",
    "0800PIZZA | is 0800 PIZZA taken",
    "Wednesday W | thanks {Wednesday}!",
)
PLACES = (
    "Chris from Rotary | Hi, Rotary has 40 beds for families",
    "Edith on Elm Street | Is the Elm Street market on?",
    "hungry in Huntly | any foodbank open Sunday in Huntly",
    "grumpy of Gore | a:Sorry about that. Gore is open Monday to Friday.",
    "Rata Grove Body Corp | is Rata Grove a private road?",
    "Russell | is the ferry to Russell free",
    "Hoani (Mahia) | is there anyone who comes out to Māhia",
    "Russell | thanks, {Russell}",
    "Chris from Rotary | {Chris} here again",
)
TITLED = (
    "Mrs Oldham | a:Thank you {Mrs Oldham}. It's cleared.",
    "Ruth Oldham | a:Thank you Mrs {Oldham}. It's cleared.",
    "Ruth | my landlord Mr {Bhatt} wants the letter",
)
PUBLIC = (
    "Shaz | in 1998 Mayor Blaise Underhill gave me twenty minutes",
    "Shaz | Mayor Wiri Tamihana's placards were there",
    "Shaz | tell ur boss mr Luxon to try it",
    "Shaz | I am {Mayor Blaise Underhill}",
    "Shaz | Tāne Mahuta is 51 metres tall",
    "Shaz | ko {Te Aroha Muru} ahau",
    "Shaz | we are in Te Aroha now",
)
INITIALS = (
    "Shaz | Thank you, {Rashmi V}",
    "Shaz | Onslow College. I'm {Lakshmi P}, all good",
    "Shaz | for {Alina D.}",
    "Shaz | {Denise} I know, thanks",
)


@pytest.mark.parametrize("typed", [*THINGS, *PLACES, *TITLED, *PUBLIC, *INITIALS])
def test_a_word_of_a_screen_name_goes_only_where_someone_is_meant(redactor: Redactor, typed: str) -> None:
    assert shown(redactor, typed) == wanted(typed)

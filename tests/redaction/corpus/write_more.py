"""More of the part that the rules were written on: a second hand, other typings. Never quote a figure from it."""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up

from __future__ import annotations

from tests.redaction.corpus import typings
from tests.redaction.corpus.cases import Part

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")
_MAORI = (
    "Kohitātea",
    "Huitanguru",
    "Poutūterangi",
    "Paengawhāwhā",
    "Haratua",
    "Pipiri",
    "Hōngongoi",
    "Hereturikōkā",
    "Mahuru",
    "Whiringa-ā-nuku",
    "Whiringa-ā-rangi",
    "Hakihea",
)

TEMPLATES: dict[str, list[tuple[str, ...]]] = {
    "client": [
        ("c hey its about my benefit, client no is <client> can someone check",),
        ("a Could you please confirm your client number so that I can look into this for you?", "c yep <client>", "a Thank you, found it."),
        ("a Ngā mihi. He aha tō nama kiritaki?", "c <client>"),
        ("c Client Number:<client>\nthank you",),
        ("c they told me to give you this <client> its my swn",),
        ("c Can you please tell me when my review is due? (SWN <client>)",),
        ("c Hi my customer number with you guys is <client> and I havent been paid",),
        ("c my clientnumber is <client>", "a Thanks", "c <again>"),
        ("c sw number <client>",),
        ("c community services card number is <client>",),
        ("c my swn starts <split:client>", "c and then <rest>"),
        ("c benefit number <client>, pls help",),
        ("c Kei te pai? Ko taku nama kiritaki <client>",),
        ("c <client>", "a What is this number for?"),
        ("c supergold card no <client>",),
        ("c my cleint number: <client>",),
    ],
    "ird": [
        ("c I filled in my ird as <ird> but the site says no",), ("a We need your IRD number to set up the payment.", "c ok its <ird>"), ("c IRD: <ird>, also do you need payslips?",),
        ("c hi can u update my tax number to <ird>",), ("c irdnumber <ird>",), ("c Inland Revenue number <ird>",), ("c nama tāke: <ird>",), ("c <ird> <- thats my ird",), ("c my idr number is <ird>",),
    ],
    "bank": [
        ("c please change my bank acc to <bank>",), ("c new account <bank> from monday",), ("a Can you confirm the bank account number you want us to use?", "c <bank> kiwibank"),
        ("c my acc number is <bank>",), ("c the rent goes to <bank> not the old one",), ("c pūtea: <bank>",), ("c ASB <bank>",), ("c Bank account - <bank>.",),
    ],
    "card": [("c my payment card <card> wont work at countdown",), ("c is this ok to post? <card>",), ("c mastercard no. <card>",), ("c it charged <card> twice",), ("c eftpos card number: <card>",)],
    "phone": [
        ("c can someone ring me please <phone>",), ("c my new cell is <phone>",), ("a Thanks for that. Is there a good contact number for you?", "c yeah <phone>"), ("c Phone: <phone:land>",),
        ("c landline's <phone:short>",), ("c text mum on <phone> she knows",), ("c I'm in Samoa right now, <phone:abroad>",), ("c taku waea pūkoro: <phone>",), ("c ring <phone> or <phone:land>",),
        ("c hi <phone> is my mobile if you need it",), ("c my cell number is <split:phone>", "c then <rest>"), ("c work phone no <phone:land> ext 12",), ("c whatsapp <phone:abroad>",), ("c best number for me is <phone>",),
        ("c <phone:land>",), ("c moble <phone>",),
    ],
    "nhi": [
        ("c the hospital says my nhi is <nhi>",), ("c NHI: <nhi>, ACC said you need it",), ("a Do you know your NHI number?", "c I think its <nhi>"), ("c from my discharge papers <nhi:bare>",), ("c national health index <nhi>",),
        ("c health number <nhi>",),
    ],
    "licence": [("c drivers licence number is <licence>",), ("c my ID is a NZ driver licence, <licence>",), ("a Could you send your driver licence number?", "c <licence>"), ("c DL no: <licence>",), ("c lisence <licence>",), ("c raihana taraiwa <licence>",)],
    "passport": [("c NZ passport no. <passport>",), ("c I only have a passport: <passport>",), ("a What is the number on your passport?", "c its <passport>"), ("c my pasport number <passport>",)],
    "plate": [("c someone parked there with plate <plate>",), ("c car rego is <plate>",), ("a Can you tell us the registration number of the vehicle?", "c <plate>"), ("c licence plate: <plate>",), ("c reg no <plate>",)],
    "nsn": [("c NSN: <nsn>",), ("c my national student number is <nsn>",), ("c student ID <nsn> for studylink",), ("a Please give us your NSN.", "c <nsn> i think"), ("c studnet number <nsn>",)],
    "kiwisaver": [("c I want hardship, my kiwi saver member no is <kiwisaver>",), ("c kiwisaver account number: <kiwisaver>",), ("c KiwiSaver <kiwisaver>",), ("a What is your KiwiSaver number?", "c <kiwisaver>")],
    "overseas": [("c my old aussie TFN is <overseas:tfn>",), ("c centrelink customer reference number <overseas:crn>",), ("c UK national insurance number <overseas:nino>",), ("c Medicare <overseas:medicare>",), ("c they asked for my CRN: <overseas:crn>",)],
    "email": [
        ("c you can send it to <email>",), ("c Email address: <email>",), ("c its <email:spoken>",), ("c my email <email:odd>",), ("a Which email should we use?", "c <email:odd>"), ("c cc <email> and <email> pls",),
        ("c īmēra <email>",), ("c contact me at <email:spoken> please",), ("c <email> (thats my sisters)",),
    ],
    "address": [
        ("c We are now staying at <address:full>",), ("c new address <address>",), ("c can you mail it to <address:full>? thanks",), ("c i rent <address:low> and the landlord is putting it up",), ("a Can you confirm your current address for us?", "c <address:full>"),
        ("c my postal is <box:>",), ("c kei <address> au e noho ana",), ("c <address:low>",), ("c The flat at <address> is mouldy",), ("c Address: <address:full>",),
    ],
    "birth": [
        ("c name and dob <birth>",), ("c she was born on <birth> in Rotorua",), ("c D.O.B - <birth>",), ("a Thanks. And your date of birth please?", "c <birth>"), ("c my birthday is <birth>",), ("c bday: <birth>",), ("c birth date <birth>",),
        ("c i was born <birth> so am i old enough for super",), ("c Taku rā whānau: <birth>",),
    ],
    "coordinates": [("c our house bus is parked at <coordinates>",), ("c gps <coordinates>",), ("c come here: <coordinates> thanks",)],
    "token": [("c the email link https://my.msd.govt.nz/verify?code=<token> says expired",), ("c https://www.dropbox.com/s/<token>/payslip.pdf",), ("c got this https://accounts.example.net/reset/<token> is it real?",), ("c https://example.org/invite/<token>",)],
    "handle": [("c im <handle:@> on here too",), ("c my instagram is <handle:>",), ("c tiktok: <handle:@>",), ("c find me on discord <handle:>",), ("c snapchat <handle:>",)],
    "name": [
        ("c Kia ora my name is <me> and I need help with food",), ("c hi im <first>",), ("a Hi <first>, thanks for your message.",), ("c Cheers,\n<first>",), ("c Tōku ingoa ko <me>",), ("c Many thanks\n<me>",), ("c Yours sincerely, <me>",),
        ("c <first> here again",), ("a Tēnā koe <first>, we've had a look.",), ("c its <me> from the other day",), ("c Nāku noa, nā <me>",), ("c my husband <other> is on it as well",), ("c case manager was <other>",), ("c I'm <other> and I'm new here",),
        ("a You're welcome <first>. Have a good day.",), ("c Full name: <me>",), ("c Ko <first> ahau",), ("c my name's <other>",),
    ],
}  # fmt: skip

CLEAN: list[tuple[str, ...]] = [
    ("c Morena team",), ("a Tēnā koe, thanks for your message.",), ("c How long does it take to hear back about an application?",), ("a It usually takes <keep:5 to 10 working days>.",), ("c is the office shut on Waitangi Day?",),
    ("c Rent went up from <keep:$450> to <keep:$520.00> a week",), ("a Please ring us on <keep:0800 552 002> if you're over 65.",), ("a You can reach StudyLink on <keep:0800 88 99 00>.",), ("c what's form <keep:SL21> for",), ("c its <keep:10.45am> and nobody is answering",),
    ("a We'll see you on <keep:Tuesday 14 October 2025> at <keep:2:15pm>.",), ("c I read <keep:s 70A> of the Social Security Act <keep:2018>",), ("c the decision was <keep:[2021] NZSSAA 14>",), ("a Apply for vacancy <keep:MSD/234567> online.",), ("c they take <keep:17.5%> tax",),
    ("c my oven is a <keep:Westinghouse WVE615W>",), ("c between <keep:2019-2021> I was overseas",), ("c omg the wait was <keep:1 hr 45 min>",), ("c Hope you have a good day",), ("c Mark it urgent please",), ("c Will this affect my super",), ("c can I Grace period it lol",),
    ("a Our email is <keep:online@example.govt.nz>.",), ("a Text our Deaf Link on <keep:029 286 7170>.",), ("c I live in Palmerston North and have <keep:2> kids",), ("c <keep:#Matariki> was awesome 🎆",), ("c 👍🏽👍🏽",), ("c kk",), ("a Ka pai! Anything else?",), ("c no that's all thanks",),
    ("c we have 12 people in a 3 bedroom house",), ("a The rate from <keep:1 April 2025> is <keep:$337.74> a week.",), ("c the warriors won <keep:24-18> haha",), ("a More here: <keep:https://www.workandincome.govt.nz/products/a-z-benefits/jobseeker-support.html>",), ("c i need <keep:3 x $20> vouchers",),
    ("c Do I need to bring the <keep:IR56> form",), ("a Kia ora koutou, the Hastings office is closed today.",), ("c population is <keep:5,300,000> isnt it",), ("c I earned <keep:$23,456.78> last year",), ("c bus <keep:110> goes there",), ("c Kei te aha koutou?",), ("a Job reference <keep:7654321> closes Friday.",),
]  # fmt: skip

PART = Part(
    templates=TEMPLATES,
    clean=CLEAN,
    typings=typings.WRITE_MORE,
    people=[("Hēmi Paewai", "hemi_p"), ("Joanne Whittaker", "jo.whittaker"), ("Mele Fifita", "melef"), ("Rangi Kereama", ""), ("Faith Robinson", "faithr22"), ("Gurpreet Singh", "gurpreet_s"), ("Tāmati Rātana", "tamatir"), ("Christopher Long", "chrislong"), ("Lupe Faleafa", "lupe.f"), ("Deborah van der Merwe", "debvdm"), ("Wei Zhang", "weiz"), ("Mataio Te Kanawa", "mataio.tk"), ("Krystelle Dunnachie", "krysd"), ("Will Hunter", "willhunter")],
    others=["Nikau", "Stephen Barrett", "Aroha Ruka", "Losa", "Bronwyn", "Manaia Tipene", "Harpreet Kaur", "Kevin O'Donnell"],
    streets=["Tawa Road", "Ngā Puna Place", "Whareroa Street", "Great South Road", "St Johns Terrace", "Pohutukawa Drive", "Awatea Ave", "Hinemoa St", "The Esplanade", "Kōwhai Lane", "Mackenzie Cres", "State Highway 1", "Taupō Quay", "Rangimarie Way"],
    suburbs=["Manurewa, Auckland", "Aranui, Christchurch", "Porirua", "Te Atatū South, Auckland", "Kaitaia"],
    dates=[lambda y, m, d: f"{d:02}/{m:02}/{y}", lambda y, m, d: f"{d}-{m}-{y % 100:02}", lambda y, m, d: f"{d} {_MONTHS[m - 1]} {y}", lambda y, m, d: f"{d}.{m}.{y}", lambda y, m, d: f"{d} o {_MAORI[m - 1]} {y}", lambda y, m, d: f"{_MONTHS[m - 1]} {d} {y}", lambda y, m, d: f"{d}th of {_MONTHS[m - 1]} {y}", lambda y, m, d: f"{y}/{m:02}/{d:02}", lambda y, m, d: f"{d:02} {m:02} {y}"],
    domains=["outlook.com", "yahoo.co.nz", "icloud.com", "slingshot.co.nz", "example.school.nz", "gmial.com"],
    handles=["moana.k_1987", "xx_dazza_xx", "nz_nan55", "the.real.tia", "kj2004"],
    hosts=["example.org"],
)  # fmt: skip

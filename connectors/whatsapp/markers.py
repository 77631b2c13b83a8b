"""What WhatsApp itself writes where a message's text would be, in the languages that phones here are set to.

A table, on purpose: a phrase that is not in it stays text. Phrases are compared without direction marks, case, and the
full stop at the end.
"""

from __future__ import annotations

import enum
import re

from connectors.whatsapp.header import MARKS

LRM = "\u200e"
_STRIP = re.compile(f"[{MARKS}]")
_SPACES = re.compile(r"\s+")


class Marker(enum.Enum):
    """What a whole body, or its end, says."""

    OMITTED = "omitted"
    DELETED = "deleted"
    EDITED = "edited"
    WAITING = "waiting"
    VIEW_ONCE = "view once"


def plain(text: str) -> str:
    """The copy of a text that is compared with the table; never what is kept."""
    if text.isascii():
        return " ".join(text.split()).rstrip(".").lower()
    return _SPACES.sub(" ", _STRIP.sub("", text)).strip().rstrip(".").casefold()


# What was left out, by our word for it: en, de, es, fr, pt, nl, it.
_OMITTED = {
    "image": "image omitted|bild weggelassen|imagen omitida|image absente|imagem ocultada|imagem omitida"
    "|afbeelding weggelaten|immagine omessa",
    "video": "video omitted|video weggelassen|video omitido|vídeo omitido|vidéo absente|vídeo ocultado|video weggelaten"
    "|video omesso|video note omitted|videonachricht weggelassen|nota de video omitida|note vidéo absente",
    "audio": "audio omitted|audio weggelassen|audio omitido|audio omis|áudio ocultado|áudio omitido|audio weggelaten"
    "|audio omesso",
    "sticker": "sticker omitted|sticker weggelassen|sticker omitido|sticker omis|figurinha omitida|sticker weggelaten"
    "|sticker non incluso|sticker omesso",
    "document": "document omitted|dokument weggelassen|documento omitido|document omis|documento ocultado"
    "|document weggelaten|documento omesso",
    "animation": "gif omitted|gif weggelassen|gif omitido|gif retiré|gif omis|gif weggelaten|gif esclusa|gif omessa",
    "contact card": "contact card omitted|kontaktkarte ausgelassen|kontaktkarte weggelassen|tarjeta de contacto omitida"
    "|fiche contact omise|cartão do contato omitido|contactkaart weggelaten|contatto omesso|scheda contatto omessa",
    "file": "<media omitted>|<medien ausgeschlossen>|<medien weggelassen>|<multimedia omitido>|<archivo omitido>"
    "|<médias omis>|<fichier omis>|<mídia oculta>|<arquivo de mídia oculto>|<ficheiro não revelado>|<media weggelaten>"
    "|<media omessi>|<media omesso>|<video omitted>|<image omitted>|<audio omitted>",
}
_DELETED = (
    "this message was deleted|you deleted this message|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht"
    "|se eliminó este mensaje|este mensaje fue eliminado|eliminaste este mensaje|ce message a été supprimé"
    "|vous avez supprimé ce message|mensagem apagada|esta mensagem foi apagada|você apagou esta mensagem"
    "|dit bericht is verwijderd|je hebt dit bericht verwijderd|u hebt dit bericht verwijderd"
    "|questo messaggio è stato eliminato|hai eliminato questo messaggio"
)
_WAITING = (
    "waiting for this message. this may take a while|waiting for this message"
    "|auf diese nachricht wird gewartet. dies kann eine weile dauern|esperando el mensaje. esto puede tomar tiempo"
    "|en attente de ce message. cela peut prendre un moment"
)
_EDITED = (
    "this message was edited|diese nachricht wurde bearbeitet|se editó este mensaje|este mensaje fue editado"
    "|ce message a été modifié|mensagem editada|esta mensagem foi editada|dit bericht is bewerkt"
    "|dit bericht is gewijzigd|questo messaggio è stato modificato"
)
_ATTACHED = "attached|anhang|adjunto|pièce jointe|anexado|anexo|bijgevoegd|allegato"
_FILE_ATTACHED = (
    "file attached|datei angehängt|archivo adjunto|fichier joint|arquivo anexado|ficheiro anexado|bestand bijgevoegd"
    "|file allegato"
)

WHOLE: dict[str, tuple[Marker, str]] = {
    **{phrase: (Marker.OMITTED, what) for what, phrases in _OMITTED.items() for phrase in phrases.split("|")},
    **dict.fromkeys(_DELETED.split("|"), (Marker.DELETED, "")),
    **dict.fromkeys(_WAITING.split("|"), (Marker.WAITING, "")),
}
"""The whole body as `plain` gives it -> what it says, and the kind of file it is about."""

LONGEST = 120
"""Characters of the longest body that may be nothing but a phrase of WhatsApp's."""

EDITED = frozenset(_EDITED.split("|"))
ATTACHED = frozenset(_ATTACHED.split("|"))
FILE_ATTACHED = frozenset(_FILE_ATTACHED.split("|"))
DELETED_BY_ADMIN = "this message was deleted by admin"
VIEW_ONCE = (
    "you received a view once",
    "you sent a view once",
    "view once message",
    "view once photo",
    "view once video",
)

_CALLS = "mis voi vid gro sil ver lla app cha gem chi"
HEADS = frozenset([phrase[:3] for phrase in (*WHOLE, *VIEW_ONCE, DELETED_BY_ADMIN)] + _CALLS.split())
"""How bodies begin that may be nothing but a phrase; most bodies are ruled out by it."""

CALL = re.compile(
    r"^(missed (group )?(voice|video) call|(voice|video|group) call\b|silenced (voice|video) call"
    r"|verpasster (sprach|video)anruf|llamada perdida|videollamada perdida|appel (vocal|vidéo) manqué"
    r"|chamada de (voz|vídeo) perdida|gemiste (spraak|video)oproep|chiamata (vocale|video) persa)"
)
"""A call, over `plain` text."""

GROUP = re.compile(
    r"\b(created (this )?(group|community)|added|removed|left$|joined (using|from|via)|join this group"
    r"|requested to join"
    r"|changed (the|this) (subject|group)|group (name|description|icon|settings|admin)|group's|an admin"
    r"|hat die gruppe|hat .{1,80} hinzugefügt|hat den betreff|creó (el|este) grupo|añadió a|a créé (le|ce) groupe"
    r"|a ajouté|criou (o|este) grupo|adicionou|heeft de groep|toegevoegd|ha creato (il|questo) gruppo|ha aggiunto)"
)
"""A line of the platform's own that only a group has, over `plain` text."""

SYSTEM = re.compile(
    GROUP.pattern + r"|end-to-end encrypted|ende-zu-ende-verschlüsselt|cifrados? de extremo a extremo"
    r"|chiffrés? de bout en bout|criptografia de ponta a ponta|end-to-end versleuteld|crittografati end-to-end"
    r"|crittografia end-to-end|security code|sicherheitsnummer|código de seguridad|code de sécurité"
    r"|disappearing messages"
    r"|selbstlöschende nachrichten|mensajes temporales|messages éphémères|changed (their phone number|to \+)"
    r"|new phone number|is a contact|(un)?blocked (this contact|this business)|business account"
    r"|(pinned|unpinned) a message"
    r"|this chat is with|started a (voice |video )?call|turned (on|off)|chat is now|meta uses|learn more"
)
"""A line of the platform's own, over `plain` text."""

_SUBJECT = re.compile(r"changed the (subject|group)|created group|hat den betreff|cambió el asunto")


def is_no_name(text: str) -> bool:
    """Whether the part before a colon is no name but the beginning of a line of the platform's own: it says what was
    changed, or a quotation mark in it stays open."""
    if _SUBJECT.search(plain(text)):
        return True
    closes = {'"': text.count('"') // 2, "“": text.count("”"), "„": text.count("“"), "«": text.count("»")}
    opens = {'"': (text.count('"') + 1) // 2, "“": 0 if "„" in text else text.count("“")}
    return any(opens.get(mark, text.count(mark)) > closed for mark, closed in closes.items())

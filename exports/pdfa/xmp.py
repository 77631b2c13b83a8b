"""The record's description inside the file (XMP), and its twin, the information dictionary; both say the same.

The packet names the standards the file claims. PDF/UA's name is not among the schemas PDF/A knows, so the packet
describes that schema too, as PDF/A-2 demands.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from xml.sax.saxutils import escape

from exports.pdfa.syntax import hex_text

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>{conformance}</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:identifier>{identifier}</dc:identifier>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{made}</xmp:CreateDate>
<xmp:ModifyDate>{made}</xmp:ModifyDate>
<xmp:MetadataDate>{made}</xmp:MetadataDate>
<xmp:CreatorTool>{software}</xmp:CreatorTool>
<pdf:Producer>{software}</pdf:Producer>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], "\ufffd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the file says of itself. `made` is aware, in UTC; `software` names program and version."""

    title: str
    author: str
    subject: str
    identifier: str
    keywords: str
    software: str
    made: dt.datetime
    language: str = "en-NZ"
    conformance: str = "A"


def packet(description: Description) -> bytes:
    """The XMP packet in UTF-8. Characters that XML cannot hold become U+FFFD."""
    values = {
        "title": description.title,
        "author": description.author,
        "subject": description.subject,
        "identifier": description.identifier,
        "keywords": description.keywords,
        "software": description.software,
        "language": description.language,
        "conformance": description.conformance,
        "made": description.made.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    }
    return _PACKET.format(**{name: escape(value.translate(_NOT_XML)) for name, value in values.items()}).encode()


def information(description: Description) -> str:
    """The information dictionary, in PDF syntax."""
    made = description.made.strftime("D:%Y%m%d%H%M%S+00'00'")
    return (
        f"<</Title{hex_text(description.title)}/Author{hex_text(description.author)}"
        f"/Subject{hex_text(description.subject)}/Keywords{hex_text(description.keywords)}"
        f"/Creator{hex_text(description.software)}/Producer{hex_text(description.software)}"
        f"/CreationDate({made})/ModDate({made})/Trapped/False>>"
    )

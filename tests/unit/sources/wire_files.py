"""Files of every wire format, written for the tests."""

NINJS = """{"uri": "urn:example:harbour", "type": "text", "version": "3", "versioncreated": "2026-11-20T08:00:00Z",
 "firstcreated": "2026-11-20T07:00:00Z", "pubstatus": "usable", "embargoed": "2026-11-21T06:00:00Z", "language": "en",
 "headline": "Harbour closes", "slugline": "HARBOUR-CLOSE", "byline": "By Ada Example", "ednote": "Adds quote",
 "usageterms": "Please do not use this story after Friday", "source": "EXA", "description_text": "A summary",
 "body_text": "The harbour closed. It was late.", "body_html": "<p>The harbour <b>closed</b>.</p><p>It was late.</p>",
 "associations": {"main": {"uri": "urn:example:pic", "type": "picture", "body_text": "A caption of a crane"}}}"""

NINJS_3 = """{"uri": "urn:example:3", "type": "text", "version": "2", "versionCreated": "2026-11-20T08:00:00+01:00",
 "pubStatus": "withheld", "embargoedUntil": "2026-11-21T06:00:00Z", "by": "Ada Example", "edNote": "Hold please",
 "headlines": [{"role": "sub", "value": "Less"}, {"role": "main", "value": "Harbour closes"}],
 "bodies": [{"role": "caption", "contentType": "text/plain", "value": "A caption of a crane"},
  {"role": "main", "contentType": "text/plain", "value": "The harbour closed."},
  {"role": "main", "contentType": "text/html", "value":
   "<p>The harbour closed.</p><figure><figcaption>A caption of a crane</figcaption></figure><p>It was late.</p>"}],
 "infoSources": [{"name": "EXA", "role": "provider"}]}"""

_G2_META = """<itemMeta><itemClass qcode="ninat:{kind}"/><provider literal="EXA"/>
<versionCreated>2026-11-20T08:00:00+01:00</versionCreated><embargoed>2026-11-21T06:00:00Z</embargoed>
<pubStatus qcode="stat:{status}"/><edNote>Name of the mayor</edNote><signal qcode="sig:correction"/></itemMeta>
<contentMeta><urgency>3</urgency><slugline>HARBOUR-CLOSE</slugline><headline role="hld:subHeadline">Less</headline>
<headline>Harbour closes</headline><by>By Ada Example</by><dateline>OSTEND, Belgium</dateline>
<language tag="en"/><creditline>EXA</creditline></contentMeta>"""


def newsml_g2(
    content: str, *, kind: str = "text", status: str = "usable", others: str = ""
) -> bytes:
    """A message with one news item and whatever other items."""
    meta = _G2_META.format(kind=kind, status=status)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        "<header><sent>2026-11-20T08:00:00Z</sent><transmitId>V1234</transmitId></header><itemSet>"
        f'<newsItem guid="urn:example:g2" version="4" xml:lang="en-GB">{meta}'
        f"<contentSet>{content}</contentSet></newsItem>{others}</itemSet></newsMessage>"
    ).encode()


XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>Not this</title></head><body><p>The harbour <b>closed</b>.</p><p>It was late.</p></body></html></inlineXML>"""
INNER_NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">
<body><body.content><p>The harbour closed.</p><media><media-caption>A caption of a crane</media-caption></media>
<p>It was late.</p></body.content></body></nitf></inlineXML>"""
INLINE_TEXT = (
    '<inlineData contenttype="text/plain">The harbour closed.\n\nIt was late.</inlineData>'
)
PACKAGE = '<packageItem guid="urn:example:package" version="1"><itemMeta/></packageItem>'

NITF = b"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd">
<nitf baselang="en"><head><title>Not this</title><docdata management-status="usable"><doc-id id-string="exa-1" regsrc="EXA"/>
<correction info="name of the mayor"/><urgency ed-urg="3"/><date.issue norm="20261120T080000+0100"/>
<date.release norm="20261121T060000Z"/><ed-msg info="Adds quote"/><du-key key="HARBOUR-CLOSE" version="2"/></docdata></head>
<body><body.head><hedline><hl1>Harbour&nbsp;closes</hl1><hl2>Less</hl2></hedline>
<byline>By <person>Ada Example</person><byttl>EXA Ports</byttl></byline>
<dateline><location><city>OSTEND</city>, <country>Belgium</country></location><story.date norm="20261120">Nov. 20</story.date></dateline>
</body.head><body.content><block><p>The harbour closed at Smith & Sons.</p><media><media-caption>A caption of a crane</media-caption></media>
<p>It was<br/>late.</p></block></body.content></body></nitf>"""

NEWSML1 = b"""<?xml version="1.0"?><NewsML Version="1.2"><NewsEnvelope><TransmissionId>0123</TransmissionId>
<DateAndTime>20261120T080000Z</DateAndTime></NewsEnvelope><NewsItem><Identification><NewsIdentifier>
<ProviderId>exa.example</ProviderId><DateId>20261120</DateId><NewsItemId>harbour</NewsItemId>
<RevisionId PreviousRevision="1" Update="N">2</RevisionId>
<PublicIdentifier>urn:newsml:exa.example:20261120:harbour:2</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20261120T070000Z</FirstCreated>
<ThisRevisionCreated>20261120T080000+0100</ThisRevisionCreated><Status FormalName="Embargoed"/>
<StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>20261121T060000Z</DateAndTime></StatusWillChange>
<Instruction FormalName="Correction"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Harbour closes</HeadLine><ByLine>By Ada Example</ByLine>
<DateLine>OSTEND, Nov 20, 2026 (EXA) -</DateLine><SlugLine>HARBOUR-CLOSE</SlugLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="EXA"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>A caption of a crane that is long, longer than
the text itself, as captions may well be.</p></DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content>
<p>The harbour closed.</p><p>It was late.</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent>
</NewsComponent></NewsItem></NewsML>"""

IPTC7901 = (
    b"\x01exa0124 3 i 93  exa 1888\r\n\r\nHarbour/close/\r\n"
    b"\x02REFILE\r\n1ST LEAD\r\nHarbour closes after\r\nthe storm\r\nBy Ada Example =\r\n\r\n"
    b"   Ostend (exa) - The harbour closed late on Friday when the storm\r\ncame in from the sea.\r\n"
    b"   It was late, said the harbour master\x92s men.\r\n\r\n"
    b"# Notebook\r\n\r\n## Note to editors\r\n- adds quote\r\n\r\n* * * *\r\nnot for publication\r\nTel: 1\r\n"
    b"\x03201101 GMT Nov 26\r\n\x7f\x04"
)

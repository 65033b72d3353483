"""The story of one requisition: uploaded, fetched, sampled, sent, received and answered, with each step's letter.

    .venv/bin/python -m tests.stories.requisition [--folder FOLDER]

Two installations are started by their own command: the hotel, and a laboratory. A clinic uploads XQ0132K with `zeep`, a
sampling place fetches XQ0131K and says that the sample is taken, the hotel sends Q0131K to the laboratory's door, and
the laboratory's answer reaches the clinic. Nothing of Labsvar is imported: letters are written and read here as text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import requests
import zeep
from lxml import etree
from zeep.transports import Transport

from tests.stories.browsing import persona
from tests.stories.installation import Started, started
from tests.stories.told import Story

PERSON = "0103509996"
SAMPLE = "4711000009"
LABORATORY, CLINIC = "5790000000012", "5790000000029"
WORDS, SITE = "Isoleret på enestue", "Venstre arm"
"""What only XQ0132K can say, by an element that the installation's table adds."""
MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
ADDED = {
    "XQ0132K": [
        {"path": "RequisitionInformation/NumberOfTestTubes", "name": "Isolation", "length": 70},
        {"path": "RequisitionInformation/NumberOfTestTubes", "name": "SampleSite", "length": 70},
    ]
}
CARRIED = [
    {"path": "RequisitionInformation/Isolation", "into": "comments", "text": "Isolation"},
    {"path": "RequisitionInformation/SampleSite", "into": "dropped"},
]
REQUISITION = f"""<?xml version="1.0" encoding="UTF-8"?>
<Emessage xmlns="http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/">
<Envelope><Sent><Date>2026-03-02</Date><Time>08:35</Time></Sent><Identifier>K1</Identifier>
<AcknowledgementCode>minuspositivkvitt</AcknowledgementCode></Envelope>
<LaboratoryRequest><Letter><Identifier>B1</Identifier><VersionCode>XQ0132K</VersionCode>
<StatisticalCode>XREQ01</StatisticalCode><Authorisation><Date>2026-03-02</Date><Time>08:30</Time></Authorisation>
<TypeCode>XREQ01</TypeCode></Letter>
<Sender><EANIdentifier>{CLINIC}</EANIdentifier><Identifier>990001</Identifier>
<IdentifierCode>ydernummer</IdentifierCode><OrganisationName>Testpraksis</OrganisationName>
<MedicalSpecialityCode>almen_medicin</MedicalSpecialityCode><ReplyTo>true</ReplyTo></Sender>
<Receiver><EANIdentifier>{LABORATORY}</EANIdentifier><Identifier>9900000</Identifier>
<IdentifierCode>sygehusafdelingsnummer</IdentifierCode><OrganisationName>Testsygehuset</OrganisationName></Receiver>
<Patient><CivilRegistrationNumber>{PERSON}</CivilRegistrationNumber><PersonSurnameName>Prøve</PersonSurnameName>
<PersonGivenName>Rosa</PersonGivenName><Consent><Given>false</Given></Consent></Patient>
<RequisitionInformation><RequisitionDateTime><Date>2026-03-02</Date><Time>08:20</Time></RequisitionDateTime>
<SamplingLocationCode>laboratoriet</SamplingLocationCode><SamplingDateTimeType>oensket</SamplingDateTimeType>
<Sample><RequesterSampleIdentifier>{SAMPLE}</RequesterSampleIdentifier></Sample>
<NumberOfTestTubes>1</NumberOfTestTubes><Isolation>{WORDS}</Isolation><SampleSite>{SITE}</SampleSite>
</RequisitionInformation>
<Requests><RequestedAnalysis><ResultPriority>rutine</ResultPriority><Analysis><AnalysisCode>NPU03230</AnalysisCode>
<AnalysisCodeType>iupac</AnalysisCodeType><AnalysisCodeResponsible>SST</AnalysisCodeResponsible>
<LineComment><TextLine>Kalium;P</TextLine></LineComment></Analysis></RequestedAnalysis></Requests>
</LaboratoryRequest></Emessage>"""
ANSWER = f"""<?xml version="1.0" encoding="UTF-8"?>
<Emessage xmlns="http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/"><Envelope><Sent><Date>2026-03-04</Date>
<Time>12:10</Time></Sent><Identifier>A1</Identifier><AcknowledgementCode>pluspositivkvitt</AcknowledgementCode>
</Envelope><LaboratoryReport><Letter><Identifier>A1</Identifier><VersionCode>XR0131K</VersionCode>
<StatisticalCode>XRPT01</StatisticalCode><Authorisation><Date>2026-03-04</Date><Time>12:05</Time></Authorisation>
<TypeCode>XRPT01</TypeCode></Letter><Sender><EANIdentifier>{LABORATORY}</EANIdentifier><Identifier>9900000</Identifier>
<IdentifierCode>sygehusafdelingsnummer</IdentifierCode><OrganisationName>Testsygehuset</OrganisationName>
<FromLabIdentifier>TKB</FromLabIdentifier></Sender><Receiver><EANIdentifier>{CLINIC}</EANIdentifier>
<Identifier>990001</Identifier><IdentifierCode>ydernummer</IdentifierCode></Receiver>
<Patient><CivilRegistrationNumber>{PERSON}</CivilRegistrationNumber><PersonSurnameName>Prøve</PersonSurnameName>
<PersonGivenName>Rosa</PersonGivenName></Patient>
<RequisitionInformation><Sample><LaboratoryInternalSampleIdentifier>L1</LaboratoryInternalSampleIdentifier>
<RequesterSampleIdentifier>{SAMPLE}</RequesterSampleIdentifier>
<SamplingDateTime><Date>2026-03-03</Date><Time>08:15</Time></SamplingDateTime></Sample></RequisitionInformation>
<LaboratoryResults><GeneralResultInformation><ReportStatusCode>komplet_svar</ReportStatusCode>
<LaboratoryInternalProductionIdentifier>L1</LaboratoryInternalProductionIdentifier>
<ResultsDateTime><Date>2026-03-04</Date><Time>12:00</Time></ResultsDateTime></GeneralResultInformation>
<Result><ResultStatusCode>svar_endeligt</ResultStatusCode><Analysis><AnalysisCode>NPU03230</AnalysisCode>
<AnalysisCodeType>iupac</AnalysisCodeType><AnalysisCodeResponsible>SST</AnalysisCodeResponsible>
<AnalysisCompleteName>Kalium;P<Break/></AnalysisCompleteName></Analysis><ProducerOfLabResult>
<Identifier>Test</Identifier><IdentifierCode>TKB</IdentifierCode></ProducerOfLabResult>
<ResultType>numerisk</ResultType><Value>4.1</Value><Unit>mmol/L</Unit></Result></LaboratoryResults></LaboratoryReport>
</Emessage>"""


class Soap:
    """A system that calls the hotel by its WSDL, with an id card of the demonstration's token service."""

    def __init__(self, address: str, number: str) -> None:
        wish = {"system": "Labsvar demonstration", "number": number}
        card = httpx.post(f"{address}soap/id-card", json=wish)
        self._card = etree.fromstring(card.content)
        session = requests.Session()
        self._client = zeep.Client(
            f"{address}soap/hotel?wsdl",
            transport=Transport(session=session, timeout=60),  # type: ignore[no-untyped-call]  # as it is
        )
        self._header = self._client.get_element(f"{{{MEDCOM}}}Header")  # type: ignore[no-untyped-call]  # as it is

    def call(self, operation: str, **fields: Any) -> Any:
        """What the body of the answer says."""
        security = etree.Element(f"{{{WSSE}}}Security")
        security.append(etree.fromstring(etree.tostring(self._card)))
        header = self._header(Linking={"MessageID": str(uuid.uuid4())})
        return self._client.service[operation](**fields, _soapheaders=[security, header]).body


class Door:
    """The way to the laboratory: what goes through it is read here, and goes on as it is."""

    def __init__(self, to: str) -> None:
        self.to = to
        self.came: list[tuple[bytes, bytes]] = []


@contextmanager
def opened(to: str) -> Iterator[tuple[Door, str]]:
    """A door to an address, and the address of the door."""
    door = Door(to)

    class Passing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = {"Content-Type": self.headers["Content-Type"]}
            answer = httpx.post(f"{door.to.rstrip('/')}{self.path}", content=body, headers=kind, timeout=60)
            door.came.append((body, answer.content))
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield door, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def tell(hotel: Started, laboratory: Started, door: Door, story: Story) -> None:
    """The whole story."""
    number = _uploaded(hotel, story)
    _fetched(hotel, story, number)
    _sampled(hotel, story, number)
    _received(hotel, laboratory, door, story)
    _answered(laboratory, story)


def _uploaded(hotel: Started, story: Story) -> str:
    story.step("The clinic uploads XQ0132K")
    _show(story, REQUISITION)
    answer = Soap(hotel.address, "00000000").call("UploadRequisition", Requisition=REQUISITION.encode())
    for finding in answer.Finding or []:
        story.tell(f"{finding.Severity} {finding.Rule}")
    story.check("clinic", "the requisition is", answer.State, "waiting")
    return str(answer.RequisitionIdentifier)


def _fetched(hotel: Started, story: Story, number: str) -> None:
    story.step("A sampling place fetches it")
    north, south = Soap(hotel.address, "00000001"), Soap(hotel.address, "00000002")
    lines = north.call("GetRequisitionList", SampleIdentifier=SAMPLE, ReasonCode="sampling").Requisition
    story.check("north", "finds", [(each.State, each.Version) for each in lines], [("waiting", "XQ0132K")])
    taken = north.call("GetRequisition", RequisitionIdentifier=number, ReasonCode="sampling")
    text = taken.Requisition.decode()
    _show(story, text)
    story.check("north", "gets the version", _text(text, "VersionCode"), "XQ0131K")
    story.check("north", "reads in the comments", _text(text, "Comments"), f"Isolation: {WORDS}")
    story.check("north", "consent is given", _text(text, "Given"), "false")
    story.holds("north", "the dropped element is not in it", SITE not in text)
    try:
        south.call("GetRequisition", RequisitionIdentifier=number, ReasonCode="sampling")
        refused = ""
    except zeep.exceptions.Fault as fault:
        refused = str(fault.message).partition(":")[0]
    story.check("south", "is refused by", refused, "service.hotel_held")
    with persona(hotel, "practice") as clinic:
        page = clinic.send("/hotel", {"number": PERSON, "reason": "treatment"}, at="/hotel").text
    story.holds("clinic", "is shown what was dropped", SITE in page and "Left out" in page)
    story.holds("clinic", "sees where the requisition is", "Prøvetagning Nord" in page)


def _sampled(hotel: Started, story: Story, number: str) -> None:
    story.step("The sample is taken")
    with persona(hotel, "sampler") as sampler:
        page = sampler.send("/hotel", {"number": PERSON, "reason": "sampling"}, at="/hotel")
        here = httpx.URL(page.url).path
        page = sampler.send(f"{here}/{number}", {"doing": "label", "count": "1"}, at=here)
        story.holds("north", "gives the tube a number of its own stock", "Tubes were numbered" in page.text)
        labels = sampler.file(f"{here}/{number}/labels")
        story.check("north", "prints labels", labels[:5], b"%PDF-")
        page = sampler.send(f"{here}/{number}", {"doing": "sample"}, at=here)
        story.holds("north", "says that the sample is taken", "Sampled" in page.text)


def _received(hotel: Started, laboratory: Started, door: Door, story: Story) -> None:
    story.step("The laboratory receives Q0131K, in EDIFACT")
    end = time.monotonic() + 60
    while not door.came and time.monotonic() < end:
        time.sleep(0.1)
    letter, receipt = (each.decode("iso-8859-1") for each in door.came[0])
    _show(story, letter.replace("'", "'\n"))
    story.holds("laboratory", "the letter is a Q0131K", "+MEDREQ:D:93A:UN:Q0131K+" in letter)
    story.holds("laboratory", "its sample is that of the requisition", f"RFF+RTI:{SAMPLE}" in letter)
    story.holds(
        "laboratory",
        "the tube has a national number",
        re.search(r"RFF\+SID:\d{10}::NPN'", letter) is not None,
    )
    story.holds("laboratory", "the time of sampling is the actual one", "DTM+SCO:" in letter)
    story.holds("laboratory", "what went into the comments is there", WORDS in letter)
    story.holds("laboratory", "the refusal is there", "HAN+CDS'" in letter)
    story.holds("laboratory", "what was dropped is not", SITE not in letter)
    _show(story, receipt.replace("'", "'\n"))
    story.holds("laboratory", "gives a receipt", "CONTRL" in receipt)
    told, end = "", time.monotonic() + 60
    with persona(hotel, "practice") as clinic:
        while "Received" not in told and time.monotonic() < end:
            told = clinic.send("/hotel", {"number": PERSON, "reason": "treatment"}, at="/hotel").text
    story.holds("clinic", "is told that the laboratory has it", "Received" in told)
    ran = laboratory.labsvar("verify")
    story.check("laboratory", "`labsvar verify` says", ran.said, "Everything is as it was stored.")


def _answered(laboratory: Started, story: Story) -> None:
    story.step("The laboratory answers, and the refusal holds")
    _show(story, ANSWER)
    with laboratory.http() as system:
        kind = {"content-type": "application/xml"}
        reply = system.post("/api/letters", content=ANSWER.encode(), headers=kind)
    story.holds("laboratory", "the answer is receipted", b"PositiveReceipt" in reply.content)
    with persona(laboratory, "gp") as clinician:
        page = clinician.send("/patients", {"number": PERSON, "reason": "treatment"}, at="/patients").text
    story.holds("another clinician", "sees nothing of the answer", "Kalium" not in page and "4.1" not in page)


def _show(story: Story, text: str) -> None:
    for line in text.split("\n")[:40]:
        story.tell(f"| {line[:300]}")


def _text(text: str, name: str) -> str:
    found = next(e for e in ET.fromstring(text).iter() if e.tag.rpartition("}")[2] == name)
    return "".join(found.itertext())


def main() -> int:
    """Tells the story, and says whether everything was as it had to be."""
    options = argparse.ArgumentParser(description="One requisition from the clinic to the answer.")
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="labsvar-story-") as made:
        folder = chosen.folder or Path(made)
        few: Mapping[str, str] = {"LABSVAR_DEMO_CITIZENS": "1"}
        with (
            started(folder / "laboratory", settings=few, demo=True) as laboratory,
            opened(laboratory.address) as (door, at),
        ):
            story = Story()
            settings = {
                **few,
                "LABSVAR_ADDED_ELEMENTS": json.dumps(ADDED),
                "LABSVAR_HOTEL_CARRIED": json.dumps(CARRIED),
                "LABSVAR_HOTEL_LABORATORIES": json.dumps({LABORATORY: at}),
            }
            with started(folder / "hotel", settings=settings, demo=True) as hotel:
                tell(hotel, laboratory, door, story)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())

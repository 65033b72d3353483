"""A server at a real socket, and `zeep` as the other system that calls it.

As behind a proxy: a call with the header that the proxy adds came over HTTPS.
"""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
import uvicorn
import zeep
from lxml import etree
from zeep.exceptions import Fault
from zeep.transports import Transport

from labsvar.services.dgws.names import PREFIXES, tag
from labsvar.web.app import create_app

HTTPS = {"X-Forwarded-Proto": "https"}


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An application at a free port of this machine; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


class Caller:
    """A system that calls a service by its WSDL and nothing else."""

    def __init__(self, address: str, service: str, *, https: bool = True) -> None:
        self.session = requests.Session()
        if https:
            self.session.headers.update(HTTPS)
        self.client = zeep.Client(
            f"{address}soap/{service}?wsdl",
            transport=Transport(session=self.session, timeout=30),  # type: ignore[no-untyped-call]  # as it is
        )
        # The address in the WSDL is the one the outside world uses; here there is no proxy in between.
        self.client.service._binding_options["address"] = f"{address}soap/{service}"
        self._header = self.client.get_element(tag("medcom:Header"))  # type: ignore[no-untyped-call]  # as it is
        self.warnings = ""
        self.session.hooks["response"].append(self._note)

    def _note(self, answer: requests.Response, *_: Any, **__: Any) -> None:
        self.warnings = answer.headers.get("labsvar-warnings", "")

    def call(
        self,
        operation: str,
        card: etree._Element | None,
        *,
        message: str | None = None,
        header: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Any:
        """What the body of the answer says. Raises zeep's `Fault`."""
        linking = {"MessageID": message or str(uuid.uuid4())}
        head = self._header(**{"Linking": linking, **(header or {})})
        security = etree.Element(tag("wsse:Security"), nsmap={"wsse": PREFIXES["wsse"]})
        if card is not None:
            security.append(etree.fromstring(etree.tostring(card)))
        answer = self.client.service[operation](**fields, _soapheaders=[security, head])
        assert answer.header.header.FlowStatus == "flow_finalized_succesfully"
        assert answer.header.header.Linking.InResponseToMessageID == linking["MessageID"]
        return answer.body

    def fault(self, operation: str, card: etree._Element | None, **more: Any) -> tuple[str, str]:
        """The fault code and the rule with which a call is refused."""
        try:
            self.call(operation, card, **more)
        except Fault as fault:
            code = fault.detail.findtext(tag("medcom:FaultCode"))
            return str(code), str(fault.message).partition(":")[0].removeprefix("service.")
        return "", ""


__all__ = ["HTTPS", "Caller", "create_app", "served"]

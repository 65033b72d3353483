"""SOAP endpoints with the header and the id cards of Den Gode Webservice.

    service = SoapService(name=..., wsdl=..., operations={element: function}, terms=..., log=...)
    handlers = endpoint("/hotel", lambda database: service_of(database))     # routes under /soap

A function of an operation gets a `Called` and gives a `Done`, or raises `labsvar.services.dgws.Refused`.
"""

from labsvar.web.soap.endpoint import endpoint
from labsvar.web.soap.serving import Answer, Called, Done, SoapService, serve

__all__ = ["Answer", "Called", "Done", "SoapService", "endpoint", "serve"]

"""The requisition hotel: where a requisition waits until the patient turns up to have the sample taken."""

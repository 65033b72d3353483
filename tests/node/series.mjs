// Reads a series of results with fhir-kit-client, a FHIR client that nobody here wrote, and tells what it saw as JSON.
//
//   node series.mjs ADDRESS CODE < {"own": TOKEN, "other": ID, "system": TOKEN}

import { Client } from "fhir-kit-client";
import { text } from "node:stream/consumers";

const [address, code] = process.argv.slice(2);
const given = JSON.parse(await text(process.stdin));

const client = new Client({ baseUrl: address });
client.bearerToken = given.own;

async function status(promise) {
  try {
    await promise;
    return 200;
  } catch (refused) {
    return refused.response.status;
  }
}

async function paged(searchParams) {
  const pages = [];
  let bundle = await client.search({ resourceType: "Observation", searchParams });
  const first = bundle;
  while (bundle) {
    pages.push(bundle.entry.map((each) => each.resource.valueQuantity.value));
    bundle = await client.nextPage({ bundle });
  }
  return { total: first.total, pages };
}

const statement = await client.capabilityStatement();
const metadata = await client.smartAuthMetadata();
const series = await paged({ code, _sort: "-date", _count: 2 });
const found = await client.search({
  resourceType: "DiagnosticReport",
  searchParams: { _include: "DiagnosticReport:result" },
});
const [report] = found.entry.filter((each) => each.search.mode === "match").map((each) => each.resource);
const first = await client.resolve({ reference: report.result[0].reference, context: found });
const versions = await client.resourceHistory({ resourceType: first.resourceType, id: first.id });
const last = await client.operation({ name: "$lastn", resourceType: "Observation", method: "GET", input: { code } });

const theirs = { resourceType: "Patient", id: given.other };
const others = await client.search({ resourceType: "Observation", searchParams: { patient: given.other } });
const anonymous = new Client({ baseUrl: address });
const system = new Client({ baseUrl: address });
system.bearerToken = given.system;

console.log(
  JSON.stringify({
    version: statement.fhirVersion,
    token: String(metadata.tokenUrl),
    series,
    resolved: first.resourceType,
    versions: versions.total,
    newest: last.entry.map((each) => each.resource.valueQuantity.value),
    theirs: await status(client.read(theirs)),
    others: others.total,
    anonymous: await status(anonymous.read(theirs)),
    unreasoned: await status(system.read(theirs)),
  }),
);

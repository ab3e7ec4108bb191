// Answers in a sandbox's place with what the sandbox has answered to the very same request before, so that measuring a function's start
// does not measure the sandbox.
import { createServer } from 'node:http';

const passedOn = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'date'];
const without = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !passedOn.includes(name)));

/** What makes a request the same as another: its body, but of an item that is put its keys, because it says when it was put. */
function askedFor(body) {
  if (!body.startsWith('{')) return body;
  const { Item, ExpressionAttributeValues, ...asked } = JSON.parse(body);
  return Item === undefined ? body : { ...asked, pk: Item.pk, sk: Item.sk };
}

/** Listens for requests to a sandbox at `sandboxUrl`; what was never asked before is asked there. */
export async function recordedAnswers(sandboxUrl) {
  const known = new Map();
  const asked = async (path, request) => {
    const answer = await fetch(sandboxUrl + path, request);
    return {
      status: answer.status,
      headers: without(Object.fromEntries(answer.headers)),
      body: Buffer.from(await answer.arrayBuffer()),
    };
  };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { method, url, headers } = request;
    const accessKey = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1];
    const key = JSON.stringify([method, url, headers['x-amz-target'], accessKey, askedFor(body)]);
    const answer =
      known.get(key) ?? (await asked(url, { method, headers: without(headers), ...(body === '' ? {} : { body }) }));
    known.set(key, answer);
    // In one piece, as the vendors answer: without a length node would send chunks.
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length }).end(answer.body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${server.address().port}` };
}

import type { Ids } from '../ids.ts';
import type { VendorError, WireResponse } from '../wire.ts';
import { element, xmlDocument } from './xml.ts';

/** How a service of AWS's Query protocol other than EC2 answers: documents with a request id, and its errors. */
export function queryAnswers(service: string, namespace: string, ids: Ids) {
  const respond = (status: number, root: (requestId: string) => string): WireResponse => {
    const requestId = ids.uuid(`${service}-request`);
    const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
    return { status, headers, body: xmlDocument(root(requestId)) };
  };
  const refuse = ({ status, code, message }: VendorError): WireResponse =>
    respond(status, (requestId) => {
      const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
      return element('ErrorResponse', { Error: error, RequestId: requestId }, namespace);
    });
  return { respond, refuse };
}

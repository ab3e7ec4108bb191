/** A request as it stands on the wire, whether it came over a socket or from a function in this process. */
export interface WireRequest {
  readonly method: string;
  /** The path with its query, as sent: `/v1/sims?limit=10`. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer as it goes onto the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A vendor's own error, before the service puts it into the vendor's shape. */
export interface VendorError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * One imitated service. `answer` never throws: a bad request gets the vendor's own error. It takes no time of the clock:
 * the edge adds the latency, before the effect.
 */
export interface Service {
  readonly name: string;
  /** The vendor's words for all that it answers, as `operation` tells them: a fault file may name these. */
  readonly operations: readonly string[];
  /** The vendor's word for what is asked (`createVirtualPrivateGateway`, `AcceptVpcPeeringConnection`), or "unknown". */
  operation(request: WireRequest): string;
  answer(request: WireRequest): Promise<WireResponse>;
  /** An error in the vendor's shape, for faults on demand. */
  refuse(error: VendorError, request: WireRequest): WireResponse;
}

/** A JSON answer. */
export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** Who signed an AWS request, and for where: from the credential scope of SigV4. Signatures are not verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads the credential scope of a signed AWS request; undefined for an unsigned one. */
export function credentialScope(request: WireRequest): CredentialScope | undefined {
  const found = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(
    request.headers.authorization ?? '',
  );
  const [accessKeyId, region, service] = found?.slice(1) ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

/** The header with which a request counts as signed here: `credentialScope` reads it back. */
export const signedAs = ({ accessKeyId, region, service }: CredentialScope): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260105/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

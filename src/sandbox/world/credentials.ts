/** A token of the SORACOM API. */
export interface SoracomToken {
  readonly apiKey: string;
  readonly token: string;
  readonly expiresAt: number;
}

/** Temporary credentials that STS has handed out. */
export interface RoleSession {
  readonly accountId: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

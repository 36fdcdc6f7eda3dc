// TLS with a pre-shared key: the token authenticates both sides, and no certificate is involved. See
// docs/decisions/agent-transport.md.
import { randomBytes, scryptSync } from "node:crypto";
import type { ConnectionOptions, TlsOptions } from "node:tls";
import type { ClientOptions } from "ws";

/** The only suite that is offered; those with certificates need none of the token. */
const CIPHER = "ECDHE-PSK-CHACHA20-POLY1305";
/** Node supports keys only in TLS 1.2 and older. */
const TLS_VERSION = "TLSv1.2";
/** Sent in the clear; the same for all. */
const IDENTITY = "fairhare-agent";
const KEY_BYTES = 32;

/**
 * The key of a token. scrypt takes about 50 ms, which makes guessing expensive when the token is not random.
 */
export const keyOfToken = (token: string): Buffer => scryptSync(token, "fairhare agent transport 1", KEY_BYTES);

export const serverTls = (key: Buffer): TlsOptions => ({
  ciphers: CIPHER,
  minVersion: TLS_VERSION,
  maxVersion: TLS_VERSION,
  // An unknown identity gets a random key, so that it fails like a wrong token does.
  pskCallback: (_socket, identity) => (identity === IDENTITY ? key : randomBytes(KEY_BYTES)),
});

export const clientTls = (key: Buffer): ClientOptions & Pick<ConnectionOptions, "pskCallback"> => ({
  ciphers: CIPHER,
  minVersion: TLS_VERSION,
  maxVersion: TLS_VERSION,
  pskCallback: () => ({ psk: key, identity: IDENTITY }),
  // There is no certificate: a server without the key cannot complete the handshake. The result of Node's function is an
  // error or undefined, against the type of ws.
  checkServerIdentity: (() => undefined) as unknown as NonNullable<ClientOptions["checkServerIdentity"]>,
});

/** A client's handshake failed because the keys differ. */
export const isWrongKey = (error: unknown): boolean =>
  error instanceof Error &&
  /bad[ _]record[ _]mac|decrypt/i.test(`${"code" in error ? String(error.code) : ""} ${error.message}`);

/** What OpenSSL and Node call a certificate that they do not trust. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

export type CertificateProblem = { what: string; remedy: string };

/** What is wrong with a certificate that was refused, and what to do; nothing where the error is another. */
export function certificateProblem(error: Error & { code?: string }): CertificateProblem | undefined {
  const remedy = remedyOf(error.code);
  // Node's own advice is about Node.
  return remedy === undefined ? undefined : { what: error.message.replace(/; if the root CA .*$/s, ''), remedy };
}

function remedyOf(code: unknown): string | undefined {
  if (UNTRUSTED.has(code as string)) {
    return 'trust the certificate that signed it with --ca FILE, or any with --insecure';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'use a name in --url that its certificate has, or trust any with --insecure';
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'renew it, or trust any with --insecure';
  return undefined;
}

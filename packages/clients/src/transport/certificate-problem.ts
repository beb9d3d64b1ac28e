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

/** What to do about a certificate that was refused; nothing where the error is another. */
export function certificateRemedy(code: unknown): string | undefined {
  if (UNTRUSTED.has(code as string)) {
    return 'trust the certificate that signed it with --ca FILE, or any with --insecure';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'use a name in --url that its certificate has, or trust any with --insecure';
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'renew it, or trust any with --insecure';
  return undefined;
}

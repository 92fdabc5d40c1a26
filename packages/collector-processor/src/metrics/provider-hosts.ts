/** Providers by the host that was called, as patterns (RE2) on `server.address`. */
export const PROVIDER_HOSTS: readonly { readonly provider: string; readonly pattern: string }[] = [];

/** Whether a host name or an address is always this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return (
    name === 'localhost' ||
    name === '::1' ||
    /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name) ||
    name.endsWith('.localhost')
  );
}

const proxyHeaders = ['forwarded', 'via', 'x-real-ip'];

/**
 * Why a request over loopback may not come from a program on this machine: it may come from a web page, of
 * another origin or with its own DNS name for this address, or through a proxy.
 */
export function foreignReason(headers: Headers): string | undefined {
  const host = headers.get('host') ?? '';
  if (!isLoopback(host.replace(/:\d+$/, ''))) return 'its host is not a loopback name';
  for (const [name] of headers) {
    if (proxyHeaders.includes(name) || name.startsWith('x-forwarded-')) return 'it came through a proxy';
  }
  const site = headers.get('sec-fetch-site');
  const isForeignPage = site !== null && site !== 'none' && site !== 'same-origin';
  return headers.has('origin') || isForeignPage ? 'it was sent by a page in a browser' : undefined;
}

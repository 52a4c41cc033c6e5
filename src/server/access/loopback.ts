/** Whether an address or a name can only mean this machine. */
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
 * Why a request over loopback may not come from a program on this machine: a page in a browser, of another
 * origin or with its own DNS name for this address, or a proxy that forwards requests. `undefined` when
 * nothing indicates that.
 */
export function foreignReason(headers: Headers): string | undefined {
  const host = headers.get('host') ?? '';
  if (!isLoopback(host.replace(/:\d+$/, ''))) return 'it was sent to another name than a loopback one';
  for (const [name] of headers) {
    if (proxyHeaders.includes(name) || name.startsWith('x-forwarded-')) return 'it came through a proxy';
  }
  const site = headers.get('sec-fetch-site');
  const isForeignPage = site !== null && site !== 'none' && site !== 'same-origin';
  return headers.has('origin') || isForeignPage ? 'it was sent by a page in a browser' : undefined;
}

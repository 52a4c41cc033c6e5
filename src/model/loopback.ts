const loopback = /^(?:(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3})\.?|::1|::ffff:127(?:\.\d{1,3}){3})$/i;

/** Whether a host name or an address, also in brackets as in a URL, is always this machine. */
export function isLoopbackHost(host: string): boolean {
  return loopback.test(host.replace(/^\[(.*)\]$/, '$1'));
}

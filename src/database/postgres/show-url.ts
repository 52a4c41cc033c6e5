const shownOptions = ['sslmode'];

/** A database's address without user, password and other possible secrets. */
export function showUrl(url: string): string {
  if (!URL.canParse(url)) return 'the given address';
  const { protocol, host, pathname, searchParams } = new URL(url);
  const options = shownOptions
    .filter(name => searchParams.has(name))
    .map(name => `${name}=${searchParams.get(name)}`);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}${options.length > 0 ? `?${options.join('&')}` : ''}`;
}

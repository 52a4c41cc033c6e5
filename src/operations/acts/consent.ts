import type { TargetInfo } from '../../contract/target-info.ts';
import { isLoopbackHost } from '../../model/loopback.ts';

const typedFrom = 10;

export function isCountTyped(runs: number): boolean {
  return runs >= typedFrom;
}

/** With or without commas; `undefined` for any other text. */
export function parseTypedCount(text: string): number | undefined {
  const digits = text.trim().replaceAll(',', '');
  return /^\d{1,9}$/u.test(digits) ? Number(digits) : undefined;
}

/** `database orders on db.example.com`, `runs.example.com`; `undefined` where all is on this machine. */
export function remotePlace(target: TargetInfo): string | undefined {
  if (!target.members) return hostOf(target);
  const places = target.members.flatMap(member => {
    const place = hostOf(member);
    return place === undefined ? [] : [`${member.name}: ${place}`];
  });
  return places.length === 0 ? undefined : places.join(', ');
}

function hostOf({ location, kind }: TargetInfo): string | undefined {
  const address = location.startsWith(`${kind}:`) && !location.startsWith(`${kind}://`);
  // A file may be followed by the server that acts on its runs.
  const text = (address ? location.slice(kind.length + 1) : location).replace(/^.*#(?=https?:)/s, '');
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(text);
  if (hostname === '' || isLoopbackHost(hostname)) return undefined;
  if (/^https?:$/.test(protocol)) return host + pathname.replace(/\/+$/u, '');
  const database = decodeURIComponent(pathname.slice(1));
  return database === '' ? host : `database ${database} on ${host}`;
}

import { isRecord } from '../model/is-record.ts';

export type ComposeService = {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The port of this machine for each published port of the container. */
  readonly ports: ReadonlyMap<number, number>;
};

type Variables = Readonly<Record<string, string>>;

export function composeServices(document: unknown, variables: Variables): readonly ComposeService[] {
  const services = isRecord(document) ? document['services'] : undefined;
  if (!isRecord(services)) return [];
  const fill = (text: string) => fillVariables(text, variables, { isCompose: true });
  return Object.entries(services).flatMap(([name, service]) => {
    if (!isRecord(service)) return [];
    const { ports, environment } = service;
    const published = Array.isArray(ports) ? ports.flatMap(port => publishedPort(port, fill)) : [];
    return [{ name, environment: toEnvironment(environment, fill), ports: new Map(published) }];
  });
}

type Fill = (text: string) => string;

function toEnvironment(written: unknown, fill: Fill): Variables {
  const entries = Array.isArray(written)
    ? written.filter(line => typeof line === 'string').map(splitLine)
    : Object.entries(isRecord(written) ? written : {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, fill(String(value))]] : [],
    ),
  );
}

function splitLine(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

/** `5433:5432`, `127.0.0.1:5433:5432/tcp`: the address of this machine, its port, the container's. */
const shortPort = /^(?:(?<host>[\d.]+|\[[\da-f:]+\]):)?(?<from>\d+):(?<to>\d+)(?:\/tcp)?$/i;

function publishedPort(port: unknown, fill: Fill): readonly (readonly [number, number])[] {
  const { host, from, to } = isRecord(port) ? longPort(port, fill) : shortPartsOf(port, fill);
  const isHere = ['', '0.0.0.0', '127.0.0.1', '[::]', '[::1]', '::', '::1'].includes(host ?? '');
  return isHere && isPort(from) && isPort(to) ? [[Number(to), Number(from)]] : [];
}

type PortParts = { readonly host?: string; readonly from?: string; readonly to?: string };

function shortPartsOf(port: unknown, fill: Fill): PortParts {
  return (typeof port === 'string' && shortPort.exec(fill(port))?.groups) || {};
}

function longPort({ host_ip, published, target }: Readonly<Record<string, unknown>>, fill: Fill): PortParts {
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? fill(String(value)) : '';
  return { host: text(host_ip), from: text(published), to: text(target) };
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) > 0;
}

/** `${NAME}`, `$NAME`, `${NAME:-default}`, `${NAME:?why}`; `$$` is a `$` in compose files. */
const reference =
  /\$(?:(?<dollar>\$)|\{(?<braced>\w+)(?:(?<rule>:?[-?+])(?<rest>[^{}]*))?\}|(?<plain>[a-z_]\w*))/gi;

/** In an env file, references to variables that are not set stay. */
export function fillVariables(text: string, variables: Variables, { isCompose = false } = {}): string {
  return text.replace(reference, (whole, ...args) => {
    const groups: Readonly<Record<string, string | undefined>> = args.at(-1);
    const { dollar, braced, plain, rule = '', rest = '' } = groups;
    if (dollar) return isCompose ? '$' : whole;
    const name = braced ?? plain ?? '';
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const isSet = value !== undefined && (value !== '' || !rule.startsWith(':'));
    if (rule.endsWith('+')) return isSet ? rest : '';
    if (isSet) return value;
    return rule.endsWith('-') ? rest : isCompose ? '' : whole;
  });
}

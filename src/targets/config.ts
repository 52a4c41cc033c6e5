import { existsSync, readFileSync } from 'node:fs';
import type { ConfigOwner } from '../contract/engine.ts';
import { InspectorError } from '../model/errors.ts';
import { isRecord } from '../model/is-record.ts';

export type NamedLocation = {
  readonly location: string;
  /** Whether the server's certificate goes unchecked. */
  readonly isInsecure?: true;
  /** A file that holds the token for this target alone. */
  readonly tokenFile?: string;
};

/** What a configuration file says of targets. */
export type TargetConfig = {
  readonly path: string;
  readonly owner: ConfigOwner;
  /** The target to use: a name of `targets`, or a location; several with commas. */
  readonly target?: string;
  /** The target of `runlens history`. */
  readonly cloud?: string;
  /** By name; relative locations start at the file's folder. */
  readonly targets: Readonly<Record<string, NamedLocation>>;
  /** What the file says that nobody reads. */
  readonly warnings: readonly string[];
};

const secretKey = /token|secret|password|api_?key|authorization|credential/i;
const secretInAddress =
  /[a-z][a-z0-9+.-]*:\/\/[^/]*:[^/]*@|[?&](\w*token|api_?key|key|\w*secret|\w*password)=/i;

/** Reads a project's configuration, which may be shared with others: one that holds a secret is refused. */
export async function readProjectConfig(path: string): Promise<TargetConfig> {
  const value = await readYaml(path);
  refuseSecrets(path, value);
  const config = await toConfig(path, 'project', value);
  for (const location of locationsOf(config)) {
    if (secretInAddress.test(location)) throw secretRefused(path, 'a secret inside an address');
  }
  const lenient = Object.entries(config.targets).find(([, named]) => named.isInsecure);
  if (!lenient) return config;
  throw new InspectorError('usage', `${path} says "insecure" of "${lenient[0]}", which is not its to say`, {
    hint: 'remove it there; it goes into your own configuration, or say --insecure',
  });
}

/** Reads the user's configuration; one that does not exist says nothing. */
export async function readUserConfig(path: string): Promise<TargetConfig> {
  if (!existsSync(path)) return { path, owner: 'user', targets: {}, warnings: [] };
  return toConfig(path, 'user', await readYaml(path));
}

async function readYaml(path: string): Promise<unknown> {
  const { load, YAMLException } = await import('js-yaml');
  try {
    const text = readFileSync(path, 'utf8');
    return isBlank(text) ? {} : load(text);
  } catch (error) {
    if (error instanceof YAMLException) throw unreadable(path, error.reason, error);
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

async function toConfig(path: string, owner: ConfigOwner, value: unknown): Promise<TargetConfig> {
  const { parseConfig } = await import('./config-schema.ts');
  const parsed = parseConfig(value);
  if (typeof parsed === 'string') throw unreadable(path, parsed);
  const { target, cloud, targets, ...rest } = parsed;
  const warnings = Object.keys(rest).map(key => `${path}: "${key}" is not known and was not read`);
  return { path, owner, target, cloud, targets, warnings };
}

function refuseSecrets(path: string, value: unknown): void {
  const targets = memberOf(value, 'targets');
  const keys = [value, ...valuesOf(targets)].flatMap(keysOf);
  const secret = keys.find(key => secretKey.test(key));
  if (secret !== undefined) throw secretRefused(path, `"${secret}"`);
}

function locationsOf({ target = '', cloud = '', targets }: TargetConfig): readonly string[] {
  return [target, cloud, ...Object.values(targets).map(({ location }) => location)];
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

function valuesOf(value: unknown): readonly unknown[] {
  return isRecord(value) ? Object.values(value) : [];
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Nothing but comments and white space, which YAML does not take as a document. */
function isBlank(yaml: string): boolean {
  return yaml.replace(/^\s*#.*$/gm, '').trim() === '';
}

function unreadable(path: string, reason: string, cause?: unknown): InspectorError {
  return new InspectorError('usage', `cannot read ${path}: ${reason}`, {
    hint: 'it holds "target: <name or location>" and "targets:" with a location for each name',
    cause,
  });
}

function secretRefused(path: string, what: string): InspectorError {
  return new InspectorError('usage', `${path} holds ${what}: secrets do not belong into a project's file`, {
    hint: 'remove it there; a token comes from the environment, or from a file of your own',
  });
}

import { existsSync, readFileSync } from 'node:fs';
import type { ConfigOwner } from '../contract/engine.ts';
import { InspectorError, thrownMessage } from '../model/errors.ts';
import { isRecord } from '../model/is-record.ts';
import { mentionsSecret } from '../model/text/secret-keys.ts';
import type { NamedLocation } from './config-schema.ts';
import { findProjectConfig } from './project-folder.ts';
import type { TargetContext } from './target.ts';

/** The targets of a configuration file. */
export type TargetConfig = {
  readonly path: string;
  readonly owner: ConfigOwner;
  /** The target to use: a name of `targets`, or a location; several with commas. */
  readonly target?: string;
  readonly cloud?: string;
  /** By name; relative locations start at the folder of the file. */
  readonly targets: Readonly<Record<string, NamedLocation>>;
  /** Which keys of the file are ignored. */
  readonly warnings: readonly string[];
};

/** The configurations that apply, the one that takes precedence first. */
export async function readConfigs(context: TargetContext): Promise<readonly TargetConfig[]> {
  const projectPath = findProjectConfig(context.cwd);
  return [
    ...(projectPath === undefined ? [] : [await readProjectConfig(projectPath)]),
    await readUserConfig(await context.userConfigPath()),
  ];
}

/** Reads the configuration of a project, which others may see: one that holds a secret is refused. */
async function readProjectConfig(path: string): Promise<TargetConfig> {
  const value = await readYaml(path);
  const key = keysIn(value).find(mentionsSecret);
  if (key !== undefined) throw secretRefused(path, `"${key}"`);
  const config = await toConfig(path, 'project', value);
  if (locationsIn(config).some(holdsSecret)) throw secretRefused(path, 'a secret inside an address');
  const insecure = Object.entries(config.targets).find(([, { isInsecure }]) => isInsecure);
  if (!insecure) return config;
  throw new InspectorError('usage', `${path} sets "insecure" for "${insecure[0]}", which no project may`, {
    hint: 'remove it there; set it in your own configuration, or use --insecure',
  });
}

/** Reads the user's configuration, which is empty where there is no file. */
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
    throw unreadable(path, thrownMessage(error), error);
  }
}

/** Whether there are only comments and white space, which YAML does not take as a document. */
function isBlank(yaml: string): boolean {
  return yaml.replace(/^\s*#.*$/gm, '').trim() === '';
}

async function toConfig(path: string, owner: ConfigOwner, value: unknown): Promise<TargetConfig> {
  const { parseConfig } = await import('./config-schema.ts');
  const parsed = parseConfig(value);
  if (typeof parsed === 'string') throw unreadable(path, parsed);
  const { target, cloud, targets, ...rest } = parsed;
  const warnings = Object.keys(rest).map(key => `${path}: "${key}" is not a known key and is ignored`);
  return { path, owner, target, cloud, targets, warnings };
}

/** The keys at the top of the file and of each target. */
function keysIn(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  const { targets } = value;
  const named = isRecord(targets) ? Object.values(targets).filter(isRecord) : [];
  return [value, ...named].flatMap(Object.keys);
}

function locationsIn({ target = '', cloud = '', targets }: TargetConfig): readonly string[] {
  return [target, cloud, ...Object.values(targets).map(({ location }) => location)];
}

/** Whether an address has a password or a parameter that is a secret. */
function holdsSecret(location: string): boolean {
  if (/[a-z][a-z0-9+.-]*:\/\/[^/]*:[^/]*@/i.test(location)) return true;
  return [...location.matchAll(/[?&]([^=&#]*)=/g)].some(([, name = '']) => mentionsSecret(name));
}

function unreadable(path: string, reason: string, cause?: unknown): InspectorError {
  return new InspectorError('usage', `cannot read ${path}: ${reason}`, {
    hint: 'it holds "target: <name or location>" and "targets:" with a location for each name',
    cause,
  });
}

function secretRefused(path: string, what: string): InspectorError {
  return new InspectorError('usage', `${path} holds ${what}: secrets do not belong in a project's file`, {
    hint: 'remove it there; a token comes from the environment, or from a file of your own',
  });
}

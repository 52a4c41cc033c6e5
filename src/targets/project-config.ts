import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storeInFolder } from '../database/sqlite/prepare-folder.ts';
import { distrustedFolders, foldersUpwards } from '../files/folders.ts';
import { InspectorError } from '../model/errors.ts';
import { isRecord } from '../model/is-record.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import { mentionsSecret } from '../model/text/secrets/secret-keys.ts';
import { readUserConfig, readYaml, shownWord, type TargetConfig, toConfig } from './config-file.ts';
import type { NamedLocation } from './config-parser.ts';
import { looksLikeLocation } from './location.ts';
import type { TargetContext } from './target.ts';

const projectConfigName = 'runlens.config.yaml';

export function findProjectConfig(cwd: string): string | undefined {
  return foldersUpwards(cwd)
    .map(folder => join(folder, projectConfigName))
    .find(path => existsSync(path));
}

/** The folder of the nearest `runlens.config.yaml`, else `cwd` itself. */
export function findProjectFolder(cwd: string): string {
  const config = findProjectConfig(cwd);
  return config === undefined ? cwd : dirname(config);
}

/** The nearest store or configuration in a folder that is not trusted. */
export function findDistrusted(cwd: string): string | undefined {
  return distrustedFolders(cwd)
    .flatMap(folder => [projectConfigName, storeInFolder].map(name => join(folder, name)))
    .find(path => existsSync(path));
}

type Named = Readonly<Record<string, NamedLocation>>;

/** The file may come from a stranger: it may name places, and nothing more. */
async function readProjectConfig(path: string, user: TargetConfig): Promise<TargetConfig> {
  const value = await readYaml(path);
  const key = keysIn(value).find(mentionsSecret);
  if (key !== undefined) throw secretRefused(path, `the key "${shownWord(key)}"`);
  const config = await toConfig(path, 'project', value);
  if (locationsIn(config).some(holdsSecret)) throw secretRefused(path, 'a secret inside an address');
  const insecure = Object.entries(config.targets).find(([, { isInsecure }]) => isInsecure);
  if (insecure) throw insecureRefused(path, insecure[0]);
  const [usable, unusable] = partition(config.targets, isPlainName);
  const [targets, overruled] = partition(usable, name => !Object.hasOwn(user.targets, name));
  const names = Object.keys(unusable);
  return { ...config, targets, overruled, warnings: [...config.warnings, ...unusableNames(path, names)] };
}

/** Whether a name can be typed, and cannot be mistaken for an option or a location. */
function isPlainName(name: string): boolean {
  const isTypable = name === sanitizeLine(name).trim() && name.length <= maxNameLength;
  return isTypable && !name.startsWith('-') && !looksLikeLocation(name);
}

const maxNameLength = 100;

function unusableNames(path: string, names: readonly string[]): readonly string[] {
  const [first] = names;
  if (first === undefined) return [];
  const shown = `${path}: "${shownWord(first)}"`;
  if (names.length === 1) return [`${shown} cannot be the name of a target and is ignored`];
  return [`${shown} and ${names.length - 1} more cannot be names of targets and are ignored`];
}

function partition(targets: Named, isFirst: (name: string) => boolean): readonly [Named, Named] {
  const entries = Object.entries(targets);
  return [
    Object.fromEntries(entries.filter(([name]) => isFirst(name))),
    Object.fromEntries(entries.filter(([name]) => !isFirst(name))),
  ];
}

function keysIn(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  const { targets } = value;
  const named = isRecord(targets) ? Object.values(targets).filter(isRecord) : [];
  return [value, ...named].flatMap(Object.keys);
}

function locationsIn({ target = '', cloud = '', targets }: TargetConfig): readonly string[] {
  return [target, cloud, ...Object.values(targets).map(({ location }) => location)];
}

function holdsSecret(location: string): boolean {
  if (/[a-z][a-z0-9+.-]*:\/\/[^/]*:[^/]*@/i.test(location)) return true;
  return [...location.matchAll(/[?&]([^=&#]*)=/g)].some(([, name = '']) => mentionsSecret(name));
}

function secretRefused(path: string, what: string): InspectorError {
  return new InspectorError('usage', `${path} holds ${what}, and secrets do not belong in a project's file`, {
    hint: 'remove it there; a token comes from the environment, or from a file of your own',
  });
}

function insecureRefused(path: string, name: string): InspectorError {
  return new InspectorError(
    'usage',
    `${path} sets "insecure" for "${shownWord(name)}", which no project may`,
    { hint: 'remove it there; set it in your own configuration, or use --insecure' },
  );
}

/** The configurations that apply, the one whose `target:` wins first. No name is in both. */
export async function readConfigs(context: TargetContext): Promise<readonly TargetConfig[]> {
  const user = await readUserConfig(await context.userConfigPath());
  const projectPath = findProjectConfig(context.cwd);
  return projectPath === undefined ? [user] : [await readProjectConfig(projectPath, user), user];
}

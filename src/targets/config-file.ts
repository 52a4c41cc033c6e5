import { existsSync } from 'node:fs';
import type { ConfigOwner } from '../contract/engine.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { errorCode, InspectorError, thrownMessage } from '../model/errors.ts';
import { safeLine } from '../model/text/safe-text.ts';
import type { NamedLocation } from './config-parser.ts';

export type TargetConfig = {
  readonly path: string;
  readonly owner: ConfigOwner;
  /** The target to use: a name of `targets`, or a location; several with commas. */
  readonly target?: string;
  readonly cloud?: string;
  /** By name; relative locations start at the folder of the file. */
  readonly targets: Readonly<Record<string, NamedLocation>>;
  /** Targets of the project whose names the user's file gives to others. */
  readonly overruled?: Readonly<Record<string, NamedLocation>>;
  readonly warnings: readonly string[];
};

export async function readUserConfig(path: string): Promise<TargetConfig> {
  if (!existsSync(path)) return { path, owner: 'user', targets: {}, warnings: [] };
  return toConfig(path, 'user', await readYaml(path));
}

export async function readYaml(path: string): Promise<unknown> {
  const { parseYaml, yamlReason } = await import('./config-parser.ts');
  try {
    const text = readSmallFile(path);
    return isBlank(text) ? {} : parseYaml(text);
  } catch (error) {
    const reason = yamlReason(error);
    if (reason !== undefined) throw unreadableConfig(path, withoutQuotes(reason), error);
    throw unreadableConfig(path, errorCode(error) ?? thrownMessage(error), error);
  }
}

/** Drops quotations: the file may be a link to a file of secrets. */
function withoutQuotes(reason: string): string {
  return reason.replace(/ (?:".*"|!<.*>)|: .*$/gs, '');
}

function isBlank(yaml: string): boolean {
  return yaml.split('\n').every(line => /^\s*(#|$)/.test(line));
}

export async function toConfig(path: string, owner: ConfigOwner, value: unknown): Promise<TargetConfig> {
  const { parseConfig } = await import('./config-parser.ts');
  const parsed = parseConfig(value);
  if (typeof parsed === 'string') throw unreadableConfig(path, parsed);
  const { target, cloud, targets, commands: _, ...rest } = parsed;
  return { path, owner, target, cloud, targets, warnings: ignoredKeys(path, Object.keys(rest)) };
}

const shownKeys = 3;

function ignoredKeys(path: string, keys: readonly string[]): readonly string[] {
  const lines = keys
    .slice(0, shownKeys)
    .map(key => `${path}: "${shownWord(key)}" is not a known key and is ignored`);
  const left = keys.length - lines.length;
  return left > 0 ? [...lines, `${path}: ${left} more of its keys are ignored`] : lines;
}

export function shownWord(word: string): string {
  return safeLine(word, { maxLength: 100 });
}

function unreadableConfig(path: string, reason: string, cause?: unknown): InspectorError {
  return new InspectorError('usage', `cannot read ${path}: ${safeLine(reason, { maxLength: 300 })}`, {
    hint: 'it holds "target: <name or location>" and "targets:" with a location for each name',
    cause,
  });
}

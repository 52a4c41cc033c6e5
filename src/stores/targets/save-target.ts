import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readUserConfig } from './config.ts';
import { looksLikeLocation } from './location.ts';
import { type ResolvedTarget, resolveTarget, type TargetPlace } from './resolve-target.ts';

/**
 * Makes a name or a location the target of the user's configuration; the rest of the file stays as it is, comments too.
 * Throws what `resolveTarget` throws when there is no such target.
 */
export async function saveTarget(text: string, place: TargetPlace): Promise<ResolvedTarget> {
  const target = await resolveTarget(text, place);
  const path = await place.userConfigPath();
  const config = await readUserConfig(path);
  const isName = !looksLikeLocation(text) && Object.hasOwn(config.targets, text);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  writeWhole(path, setTargetLine(before, isName ? text : target.path));
  return target;
}

/** The file's text with its top-level `target:` line replaced, or put first. */
export function setTargetLine(yaml: string, target: string): string {
  const line = `target: ${JSON.stringify(target)}`;
  if (/^target:.*$/m.test(yaml)) return yaml.replace(/^target:.*$/m, () => line);
  const start = /^---.*\n/.exec(yaml)?.[0] ?? '';
  return `${start}${line}\n${yaml.slice(start.length)}`;
}

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

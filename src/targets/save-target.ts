import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../files/folders.ts';
import { InspectorError, thrownMessage } from '../model/errors.ts';
import { readUserConfig, type TargetConfig } from './config-file.ts';
import { looksLikeLocation } from './location.ts';
import { resolveTarget } from './resolve-target.ts';
import { splitTargets } from './resolve-text.ts';
import { type ResolvedTarget, type SingleTarget, type TargetContext, targetKey } from './target.ts';

/** Keeps the other lines of the user's configuration. Throws as `resolveTarget` does. */
export async function saveTarget(text: string, context: TargetContext): Promise<ResolvedTarget> {
  const target = await resolveTarget(text, context);
  const typed = { text, base: context.cwd, reason: 'argument', writtenBy: 'user' } as const;
  const texts = splitTargets(typed, context);
  const targets = target.kind === 'merged' ? target.members : [target];
  for (const [at, one] of targets.entries()) refuseForeign(one, texts[at]);
  const path = await context.userConfigPath();
  const config = await readUserConfig(path);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const written = targets.map((one, at) => textToSave(one, texts[at] ?? '', config));
  writeWhole(path, setTargetLine(before, written.join(',')));
  return target;
}

/** An address in the user's file gets the user's secrets: a name of a project must not put one there. */
function refuseForeign(target: SingleTarget, text = ''): void {
  const { name, isRemote, commandTarget } = target.info;
  const isTyped = target.found?.foundIn !== undefined && looksLikeLocation(text);
  if (!isRemote || target.found?.writtenBy === 'user' || isTyped) return;
  throw new InspectorError('usage', `only a project's configuration says what "${name}" is`, {
    hint: `name it yourself: runlens targets use "${commandTarget}"`,
  });
}

/** Names in the user's configuration stay; everything else is written so that it holds in any folder. */
function textToSave(target: SingleTarget, typed: string, config: TargetConfig): string {
  if (!looksLikeLocation(typed) && Object.hasOwn(config.targets, typed)) return typed;
  // The password that stands in a file of the project stays there.
  return target.found?.foundIn === undefined ? targetKey(target) : (target.info.commandTarget ?? typed);
}

export function setTargetLine(yaml: string, target: string): string {
  const line = `target: ${JSON.stringify(target)}`;
  if (targetLine.test(yaml)) return yaml.replace(targetLine, () => line);
  const start = /^---.*\n/.exec(yaml)?.[0] ?? '';
  return `${start}${line}\n${yaml.slice(start.length)}`;
}

/** `target: x` or `"target": x`, with the indented lines in which the value goes on; comments stay. */
const targetLine = /^(["']?)target\1[ \t]*:.*(?:\r?\n(?:[ \t]*\r?\n)*[ \t]+[^\s#].*)*$/m;

function writeWhole(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    const draft = `${path}.${process.pid}.new`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (cause) {
    throw new InspectorError('unreadable', `cannot write ${path}: ${thrownMessage(cause)}`, {
      hint: 'set XDG_CONFIG_HOME to a folder that you may write to, or name the target each time',
      cause,
    });
  }
}

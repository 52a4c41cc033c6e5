import type { Readable, Writable } from 'node:stream';
import type { RunStore } from '../contract/run-store.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import { InspectorError } from '../model/errors.ts';
import type { OwnFailures } from '../operations/failures/failure-memory.ts';
import { type ListedTarget, listTargets } from '../targets/list-targets.ts';
import { resolveTarget } from '../targets/resolve-target.ts';
import { type ResolvedTarget, type TargetChoice, type TargetContext, targetKey } from '../targets/target.ts';
import { createRecordedRuns, type RecordedRuns } from './redacted-store/redact-run.ts';
import { createRedactedStore } from './redacted-store/redacted-store.ts';

export type McpContext = TargetContext & {
  readonly stdin: Readable;
  /** Takes the messages of the protocol, and nothing else. */
  readonly stdout: Writable;
  /** Epoch ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly openStore: (target: ResolvedTarget) => Promise<RunStore>;
};

export type McpOptions = {
  readonly target: TargetChoice;
  readonly mayAct: boolean;
  readonly version: string;
  readonly by: string;
  readonly ownFailures: (target: TargetInfo) => Promise<OwnFailures>;
  readonly warn: (line: string) => void;
  /** Takes an error that nobody expected; its call is answered all the same. */
  readonly reportBug: (error: unknown) => void;
};

type TargetStore = { readonly shown: RunStore; readonly recorded: RecordedRuns };

export type TargetStores = {
  readonly list: () => Promise<readonly ListedTarget[]>;
  /** The store of the default target, or of a listed one by its name; opened once, and kept. */
  readonly open: (name?: string) => Promise<TargetStore>;
  readonly close: () => Promise<void>;
};

export function createTargetStores(
  { target: { named, isInsecure }, warn }: Pick<McpOptions, 'target' | 'warn'>,
  context: McpContext,
): TargetStores {
  const opened = new Map<string, Promise<TargetStore>>();
  let byDefault: ResolvedTarget | undefined;

  async function resolveDefault(): Promise<ResolvedTarget> {
    if (byDefault) return byDefault;
    const target = await resolveTarget(named, context, { isInsecure });
    for (const warning of target.warnings) warn(warning);
    byDefault = target;
    return target;
  }

  /** An agent must not choose what its user has not chosen. */
  const list = async () =>
    (await listTargets(named, context, { isInsecure })).filter(({ isUnchosen }) => !isUnchosen);

  /** Takes no address: one that an agent makes up could be sent the user's token, or be any file. */
  async function find(name: string): Promise<ResolvedTarget> {
    const listed = await list();
    const found = listed.find(one => one.name === name);
    if (found?.target) return found.target;
    if (found) throw new InspectorError('usage', `the target "${name}" cannot be opened: ${found.problem}`);
    throw new InspectorError('usage', `there is no target "${name}"`, {
      hint: `it takes a name that list_targets lists: ${listed.map(one => one.name).join(', ') || 'there are none'}`,
    });
  }

  function openOnce(target: ResolvedTarget): Promise<TargetStore> {
    const key = targetKey(target);
    const known = opened.get(key);
    if (known) return known;
    const opening = context.openStore(target).then(store => ({
      shown: createRedactedStore(store),
      recorded: createRecordedRuns(store),
    }));
    opened.set(key, opening);
    // A store that did not open is opened again by the next call.
    opening.catch(() => opened.delete(key));
    return opening;
  }

  return {
    list,
    open: async name => openOnce(await (name === undefined ? resolveDefault() : find(name))),
    close: async () => {
      const all = await Promise.allSettled(opened.values());
      opened.clear();
      await Promise.all(all.flatMap(one => (one.status === 'fulfilled' ? one.value.shown.close() : [])));
    },
  };
}

import type { RunStore } from '../../contract/run-store.ts';
import { quoted } from '../../contract/starts/offers.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { type Attempts, stepTreeOf } from '../../model/steps/step-tree.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { noSuchRunText, unsupportedText } from '../target-refusal.ts';
import type { StartOutcome } from './start-outcome.ts';
import { capabilitiesAt } from './way-again.ts';

export type FoundStep = { readonly type: 'found'; readonly id: string } | StartOutcome;

type Sought = {
  readonly store: Pick<RunStore, 'can' | 'getRun' | 'target'>;
  readonly address: string;
  /** A step's name, or the id of an attempt. */
  readonly step: string;
};

export async function findStep(sought: Sought): Promise<FoundStep> {
  try {
    return await findInRun(sought);
  } catch (error) {
    if (error instanceof InspectorError) return { type: 'failed', error };
    throw error;
  }
}

async function findInRun({ store, address, step }: Sought): Promise<FoundStep> {
  if (!capabilitiesAt(store, address).restartFrom)
    return { type: 'refused', reason: unsupportedText(store.target, 'restart-from', address) };
  const run = await store.getRun(address, { include: { steps: true, lazyPayloads: true } });
  if (!run) return { type: 'not-found', reason: noSuchRunText(store.target, address) };
  if (isActive(run)) return { type: 'refused', reason: 'it has not ended' };
  const { all, groups } = stepTreeOf(run.steps ?? []);
  const byId = groups.get(step);
  const meant = byId ? [byId] : all.filter(([{ name }]) => name === step);
  const [only, ...others] = meant;
  if (!only) return { type: 'refused', reason: unknownStepText(run, step) };
  if (others.length > 0) return { type: 'refused', reason: ambiguousText(step, meant) };
  return { type: 'found', id: lastId(only) };
}

function lastId(attempts: Attempts): string {
  return (attempts.at(-1) ?? attempts[0]).id;
}

const mostNamed = 10;

function unknownStepText({ steps = [] }: Run, step: string): string {
  const names = [...new Set(stepTreeOf(steps).all.map(([{ name }]) => name))];
  const known = names.length === 0 ? 'it recorded no steps' : `its steps are ${formatList(names)}`;
  return `it has no step ${quoted(step)}: ${known}`;
}

function ambiguousText(step: string, meant: readonly Attempts[]): string {
  const ids = meant.map(lastId);
  return `${formatCount(ids.length)} of its steps are called ${quoted(step)}: name one by its id, ${formatList(ids)}`;
}

function formatList(words: readonly string[]): string {
  const shown = words.slice(0, mostNamed).map(word => safeLine(word, { maxLength: 60 }));
  const left = words.length - shown.length;
  return shown.join(', ') + (left > 0 ? `, and ${formatCount(left)} more` : '');
}

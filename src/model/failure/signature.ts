import { failureCode } from './failure-code.ts';
import type { FailureFacts } from './failure-facts.ts';
import { hashText } from './hash-text.ts';
import { maskMessage } from './mask-message.ts';
import { tellingLine } from './telling-line.ts';

/** Part of every signature: a change of the rules below must change it. */
export const signatureVersion = 1;

/** What failures of one cause have in common. */
export type Signature = {
  /** The same for failures with the same place, codes and masked message. */
  readonly id: string;
  /** What stood at the places that may tell causes apart: see `MaskedMessage`. */
  readonly values: readonly string[];
};

export type SignedFailure = {
  readonly facts: FailureFacts;
  /** Given by the program: it replaces all rules. */
  readonly fingerprint?: string;
  /** The step that failed, else the workflow. */
  readonly place: string;
};

export function failureSignature({ facts, fingerprint, place }: SignedFailure): Signature {
  if (fingerprint !== undefined) return { id: idOf(place, 'fingerprint', fingerprint), values: [] };
  const { code = '', isDecisive } = failureCode(facts);
  const { template, values } = maskMessage(tellingLine(facts.message));
  const words = isDecisive ? '' : withClass(template, facts.name);
  return {
    id: idOf(place, String(facts.status ?? ''), code, facts.path ?? '', words),
    values: isDecisive ? [] : values,
  };
}

function idOf(...parts: readonly string[]): string {
  return hashText([signatureVersion, ...parts].join('\n'));
}

const leastWords = 3;
const shortestClass = 3;

/** The class counts only where the message says little, because bundlers rename classes. */
export function withClass(template: string, name: string | undefined): string {
  const words = template.replace(/<[a-z]+>/gu, '').match(/\p{L}{2,}/gu)?.length ?? 0;
  const last = name?.split(/[.$]/u).at(-1) ?? '';
  if (words >= leastWords || last.length < shortestClass) return template;
  return template === '' ? last : `${last}: ${template}`;
}

import { Argument, type Command } from 'commander';
import { untilAborted } from '../../async/deadline.ts';
import { redactText } from '../../model/text/redact.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { findSlot, type Slot } from '../completion/completion-slot.ts';
import { completionScripts, type Shell, shells, splitLine, toShellWord } from '../completion/shells.ts';
import type { Context } from '../context/context.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { writeLines, writeOut } from '../print/write.ts';

export const completion = defineCommand({
  description: 'print a script that completes commands, workflow names, statuses and ids',
  declare: command => command.addArgument(new Argument('<shell>').choices(shells)),
  shares: 'nothing',
  examples: {
    'source <(runlens completion bash)': 'in ~/.bashrc',
    'source <(runlens completion zsh)': 'in ~/.zshrc, after compinit',
    'runlens completion fish | source': 'in ~/.config/fish/config.fish',
  },
  run: async ({ args }, context) => writeOut(completionScripts[shellOf(args)], context),
});

function shellOf([word]: readonly string[]): Shell {
  return shells.find(shell => shell === word) ?? 'bash';
}

/** Hidden: the scripts of `runlens completion` call it. */
export const completeLine = defineCommand({
  description: '',
  as: { hidden: true },
  declare: command =>
    command.addArgument(new Argument('<shell>').choices(shells)).argument('<line>').argument('[word-breaks]'),
  shares: 'nothing',
  run: runCompleteLine,
});

/** A failure completes nothing: the middle of a command line is no place for an error. */
async function runCompleteLine({ args, command }: Given, context: Context): Promise<void> {
  const [, line = '', wordBreaks = ''] = args;
  const options = { shell: shellOf(args), line, wordBreaks };
  const program = command.parent ?? command;
  await writeLines(await candidatesFor(options, program, context).catch(() => []), context);
}

type Options = {
  readonly shell: Shell;
  readonly line: string;
  /** The characters at which bash begins a new word. */
  readonly wordBreaks: string;
};

async function candidatesFor(
  { shell, line, wordBreaks }: Options,
  program: Command,
  context: Context,
): Promise<readonly string[]> {
  const { words, current, quote } = splitLine(line);
  const slot = findSlot(program, words.slice(1), current);
  const values = slot.type === 'words' ? slot.words : await valuesOf(slot, words, current, context);
  return values
    .filter(value => value.startsWith(current) && isSafeWord(value, quote))
    .slice(0, maxCandidates)
    .map(value => toShellWord(value, { shell, current, quote, wordBreaks }));
}

const maxCandidates = 1_000;
const maxWordLength = 1_000;

/** Leaves out what a terminal would obey or hide, and `!`, which bash expands between double quotes. */
function isSafeWord(value: string, quote: string): boolean {
  if (value.length > maxWordLength || sanitizeLine(value) !== value) return false;
  return !(quote === '"' && value.includes('!'));
}

const timeoutMs = 1_000;

/** Leaves out values that begin with `-`, which would be read as options. */
async function valuesOf(
  slot: Extract<Slot, { type: 'value' }>,
  words: readonly string[],
  typed: string,
  context: Context,
): Promise<readonly string[]> {
  if (slot.values.length > 0) return slot.values;
  const { valuesFor } = await import('../completion/store-values.ts');
  const isTarget = (word: string, at: number) => words[at - 1] === '--target' || /^--target=/.test(word);
  const target = words.findLast(isTarget)?.replace(/^--target=/, '');
  const { name, command, args } = slot;
  const isCancel = command.name() === 'cancel';
  const isStart = command.name() === 'run';
  const isOwnerFirst = ['workflow', 'agent'].includes(command.registeredArguments[0]?.name() ?? '');
  const owner = isOwnerFirst ? args[0] : undefined;
  const signal = AbortSignal.timeout(timeoutMs);
  const request = { name, typed, args, owner, isCancel, isStart, target, signal };
  const values = (await untilAborted(valuesFor(request, context), signal)).filter(
    value => !addsSecret(typed, value),
  );
  return slot.name === 'sort' ? values : values.filter(value => !value.startsWith('-'));
}

/** A shell shows what it offers, so a name that holds a secret is not offered. */
function addsSecret(typed: string, value: string): boolean {
  return redactText(value).hidden > redactText(typed).hidden;
}

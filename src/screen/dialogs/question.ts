import { displayWidth } from '../../model/text/width.ts';
import type { Theme } from '../paint/theme.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { type Dialog, type DialogDefinition, defineDialog } from './define-dialog.ts';
import type { DialogBinding, Pressed } from './dialog-keys.ts';
import type { OpenOverlay } from './overlay.ts';
import { changeLine, editedText, type LineAction, lineOf, type TextLine } from './text-line.ts';

export type Answer = 'no' | 'yes';

/** What a question keeps of its answer: the one that is chosen, and the number that is typed. */
export type Answering = { readonly choice: Answer; readonly typed: TextLine };

/** No is chosen until the user chooses otherwise. */
export const unanswered: Answering = { choice: 'no', typed: lineOf('') };

type Words<Shown> = {
  readonly label: Exclude<DialogBinding<Shown>['label'], undefined>;
  readonly help: string;
};

type QuestionDefinition<Shown extends Answering & OpenOverlay> = Pick<
  DialogDefinition<Shown>,
  'type' | 'lines' | 'shows' | 'work'
> & {
  readonly where: string;
  readonly answers: {
    readonly yes: Words<Shown>;
    readonly no: Omit<Words<Shown>, 'label'> & Partial<Words<Shown>>;
    readonly enter: Omit<Words<Shown>, 'label'> & Partial<Words<Shown>>;
  };
  /** Absent where an answer is always chosen. */
  readonly typedNumber?: TypedNumber<Shown>;
  /** Why it cannot be answered yet. */
  readonly reason?: (shown: Shown) => string | undefined;
  /** Keys of this question alone: those above the choice of an answer, and those below. */
  readonly keys?: readonly DialogBinding<Shown>[];
  readonly lastKeys?: readonly DialogBinding<Shown>[];
  /** Called once the question is closed. */
  readonly onYes: (context: SessionContext, confirmed: Shown) => void;
  readonly onNo?: (context: SessionContext, declined: Shown) => void;
};

/** The number of the runs, which is typed in place of an answer where they are many. */
type TypedNumber<Shown> = {
  readonly isAsked: (shown: Shown) => boolean;
  readonly isConsent: (shown: Shown) => boolean;
  /** What is to be typed: `type 12 first`. */
  readonly hint: (shown: Shown) => string;
  readonly help: string;
  /** Why nothing is typed. */
  readonly reason?: (shown: Shown) => string | undefined;
};

/** Defines a question, to which the answer is No unless Yes is chosen or the number of the runs is typed. */
export function defineQuestion<Shown extends Answering & OpenOverlay>(
  definition: QuestionDefinition<Shown>,
): Dialog<Shown> {
  const { type, lines, shows, work, where } = definition;
  return defineDialog<Shown>({ type, lines, shows, work, keys: { where, bindings: bindingsOf(definition) } });
}

function bindingsOf<Shown extends Answering & OpenOverlay>({
  answers,
  typedNumber,
  reason,
  keys = [],
  lastKeys = [],
  onYes,
  onNo,
}: QuestionDefinition<Shown>): readonly DialogBinding<Shown>[] {
  const isTyped = (shown: Shown): boolean => typedNumber?.isAsked(shown) === true;
  const isConsent = (shown: Shown): boolean =>
    isTyped(shown) ? typedNumber?.isConsent(shown) === true : shown.choice === 'yes';
  const whyNoChoice = (shown: Shown): string | undefined =>
    reason?.(shown) ?? (isTyped(shown) ? typedNumber?.hint(shown) : undefined);
  const decline: DialogBinding<Shown>['press'] = (shown, context) => () => onNo?.(context, shown);
  const yes: DialogBinding<Shown> = {
    keys: ['y', 'Y'],
    ...answers.yes,
    reason: whyNoChoice,
    press: (shown, context) => () => onYes(context, { ...shown, choice: 'yes' }),
  };
  const no: DialogBinding<Shown> = {
    ...{ keys: ['n', 'N', 'q', 'escape'], label: 'no' },
    ...answers.no,
    press: decline,
  };
  const enter: DialogBinding<Shown> = {
    ...{ keys: ['enter'], label: 'answer' },
    ...answers.enter,
    reason: shown => reason?.(shown) ?? (isConsent(shown) ? undefined : whyNoNumber(shown)),
    press: (shown, context): Pressed<Shown> =>
      isConsent(shown) ? () => onYes(context, shown) : decline(shown, context, 'enter'),
  };
  const whyNoNumber = (shown: Shown) => (isTyped(shown) ? typedNumber?.hint(shown) : undefined);
  if (!typedNumber) return [yes, no, ...keys, ...choiceKeys(whyNoChoice), enter, ...lastKeys];
  return [yes, enter, no, ...keys, ...choiceKeys(whyNoChoice), ...numberKeys(typedNumber), ...lastKeys];
}

/** The keys that choose the other answer. */
function choiceKeys<Shown extends Answering>(
  reason: (shown: Shown) => string | undefined,
): readonly DialogBinding<Shown>[] {
  const other: Omit<DialogBinding<Shown>, 'keys'> = {
    label: 'choose',
    help: 'choose the other answer',
    reason,
    press: shown => ({ ...shown, choice: shown.choice === 'no' ? 'yes' : 'no' }),
  };
  return [
    { keys: ['left', 'tab'], ...other },
    { keys: ['right'], ...other },
  ];
}

function numberKeys<Shown extends Answering>({
  help,
  reason,
}: TypedNumber<Shown>): readonly DialogBinding<Shown>[] {
  return [
    {
      keys: [...'0123456789'],
      help,
      reason,
      press: (shown, _, text) => typeNumber(shown, { type: 'typed', text }),
    },
    {
      keys: ['backspace'],
      help: 'delete the last digit',
      press: shown => typeNumber(shown, { type: 'edited', edit: 'delete-before' }),
    },
    {
      keys: ['ctrl+u'],
      help: 'delete the number',
      press: shown => typeNumber(shown, { type: 'edited', edit: 'delete-to-start' }),
    },
  ];
}

export function typeNumber<Shown extends Answering>(shown: Shown, action: LineAction): Shown {
  return { ...shown, typed: changeLine(shown.typed, action) };
}

/** The answers to a question, the chosen one in brackets. `act` is what Yes does. */
export function choiceLine(act: string, choice: Answer, theme: Theme): string {
  const yes = ` Yes, ${act} `;
  const no = ' No ';
  return choice === 'yes' ? `  ${no}  ${theme.inverse(`[${yes}]`)}` : ` ${theme.inverse(`[${no}]`)}  ${yes} `;
}

/** The number that is typed, behind words that ask for it. */
export function numberLine(words: string, typed: TextLine, width: number, theme: Theme): string {
  return `${words}${editedText(typed, '', Math.max(1, width - displayWidth(words)), theme)}`;
}

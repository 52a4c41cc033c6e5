import { pages, readPage } from './pages.ts';

export type CodeBlock = {
  readonly page: string;
  readonly language: string;
  /** What stands behind the language: how a test runs it, or `no-run:` and why none does. */
  readonly note: string;
  readonly text: string;
};

/** The fenced blocks of all pages; those in lists without their indent. */
export const codeBlocks: readonly CodeBlock[] = pages.flatMap(page =>
  [...readPage(page).matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gmu)].map(
    ([, indent = '', info = '', text = '']) => {
      const [, language = '', note = ''] = /^(\S*) ?(.*)$/u.exec(info) ?? [];
      return { page, language, note, text: text.replaceAll(new RegExp(`^${indent}`, 'gmu'), '') };
    },
  ),
);

/** The blocks of some languages that a test runs. */
export function blocksOf(...languages: readonly string[]): readonly CodeBlock[] {
  return codeBlocks.filter(
    ({ language, note }) => languages.includes(language) && !note.startsWith('no-run:'),
  );
}

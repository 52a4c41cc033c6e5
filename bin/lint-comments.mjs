#!/usr/bin/env node
// Refuses comments longer than 110 columns, at which the formatter breaks code but not comments (a line that
// is one word, such as an address, may be longer), and comments that begin without their subject.
import { globSync, readFileSync } from 'node:fs';

const columns = 110;
const comment = /^\s*(?:\/\/|\/\*|\*)\s*(.*)$/u;
const begin = /(?:^|\s)(?:\/\*\*?\s*(?:\n\s*\*\s*)?|\/\/ )(?:Of|None|Whose|That which)\b/gu;
const inside = /^\s*(?:\/\/|\/\*|\*).*\bof whose\b/gimu;

const files = globSync(['{src,test,bin}/**/*.{ts,tsx,js}', 'bin/**/*.{cjs,mjs}'], {
  exclude: ['**/node_modules/**'],
});

function longLines(file, text) {
  return text.split('\n').flatMap((line, at) => {
    const words = comment.exec(line)?.[1]?.trim();
    return line.length > columns && words?.includes(' ')
      ? [`${file}:${at + 1} has ${line.length} columns: comments take at most ${columns}`]
      : [];
  });
}

function riddles(file, text) {
  return [...text.matchAll(begin), ...text.matchAll(inside)].map(({ index, 0: found }) => {
    const line = text.slice(0, index + found.length).split('\n').length;
    return `${file}:${line}: a comment begins with its subject, not with Of, None, Whose or That which`;
  });
}

const faults = files.flatMap(file => {
  const text = readFileSync(file, 'utf8');
  return [...longLines(file, text), ...riddles(file, text)];
});
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
}

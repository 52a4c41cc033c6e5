import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

export const commits = 300;

/** A git repository with so many commits, each of which adds a line to one of a few files. */
export function makeRepository(path: string): void {
  mkdirSync(path, { recursive: true });
  const git = (args: readonly string[], input = '') => execFileSync('git', ['-C', path, ...args], { input });
  git(['init', '-q', '-b', 'main']);
  const lines = new Map<number, string>();
  const stream: string[] = [];
  for (let number = 1; number <= commits; number += 1) {
    const file = number % 17;
    const text = `${lines.get(file) ?? ''}line ${number}\n`;
    lines.set(file, text);
    const subject = `commit number ${number}`;
    stream.push(
      `commit refs/heads/main\ncommitter Ada <ada@example.com> ${1_700_000_000 + number * 60} +0000`,
      `data ${subject.length}\n${subject}\nM 100644 inline file-${file}.txt\ndata ${text.length}\n${text}`,
    );
  }
  git(['fast-import', '--quiet'], `${stream.join('\n')}\n`);
  git(['reset', '-q', '--hard']);
}

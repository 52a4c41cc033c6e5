import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/context/exit-codes.ts';
import { toManPage } from './man-page.ts';
import { programForPages } from './program-for-pages.ts';

const page = toManPage(await programForPages(), '0.1.0');

test('the manual page says what the help of each command says', async () => {
  await expect(page).toMatchFileSnapshot('../golden/cli/runlens.1');
});

test('the manual page has each command that help lists, and each option', async () => {
  const shown = (command: Command): readonly Command[] =>
    command
      .createHelp()
      .visibleCommands(command)
      .flatMap(inside => [inside, ...shown(inside)]);
  const commands = shown(await programForPages());
  expect(commands.length).toBeGreaterThan(30);
  for (const command of commands) {
    if (command.commands.length > 0 || command.name() === 'help') continue;
    expect(page).toMatch(new RegExp(`^\\.SS .*\\b${command.name()}$`, 'mu'));
    for (const { long } of command.options) expect(page).toContain(String(long).replaceAll('-', '\\-'));
  }
});

test('the manual page has a meaning for each exit code', () => {
  for (const code of Object.values(exitCodes)) expect(page).toMatch(new RegExp(`^\\.B ${code}\n[A-Z]`, 'mu'));
});

test('the manual page is ASCII, and holds only requests that are meant', () => {
  expect(page).toMatch(/^[\n\x20-\x7e]+$/u);
  const requests = page.match(/^['.].*?(?= |$)/gmu) ?? [];
  expect([...new Set(requests)].sort()).toEqual(
    ['.B', '.I', '.PP', '.SH', '.SS', '.TH', '.TP', '.br', '.fi', '.nf'].sort(),
  );
});

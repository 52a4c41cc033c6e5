import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createPainter } from '../../../src/terminal/painter/painter.ts';

const clear = '\u001B[m\u001B[2J';

/** A terminal that can be busy. */
class SlowStdout extends EventEmitter {
  readonly written: string[] = [];
  writableNeedDrain = false;

  write(text: string): boolean {
    this.written.push(text);
    return !this.writableNeedDrain;
  }
}

function open() {
  const stdout = new SlowStdout();
  const painter = createPainter({
    stdout: stdout as unknown as NodeJS.WriteStream,
    size: () => ({ columns: 20, rows: 4 }),
    isSynchronized: false,
  });
  return { stdout, painter };
}

describe('painter', () => {
  test('writes a frame at once, in one write', () => {
    const { stdout, painter } = open();
    painter.open();
    painter.paint(['a', 'b']);
    painter.paint(['a', 'c']);
    expect(stdout.written).toEqual([`${clear}\u001B[1Ha\u001B[2Hb`, '\u001B[2Hc']);
  });

  test('a busy terminal gets only the newest of the frames that waited', () => {
    const { stdout, painter } = open();
    painter.open();
    painter.paint(['a']);
    stdout.writableNeedDrain = true;
    for (const text of ['b', 'c', 'd']) painter.paint([text]);
    expect(stdout.written).toHaveLength(1);
    stdout.writableNeedDrain = false;
    stdout.emit('drain');
    expect(stdout.written.slice(1)).toEqual(['\u001B[1Hd']);
    expect(stdout.listenerCount('drain')).toBe(0);
  });

  test('writes a sequence between two frames, and not before the terminal takes it', () => {
    const { stdout, painter } = open();
    painter.open();
    painter.paint(['a']);
    painter.write('<copy>');
    stdout.writableNeedDrain = true;
    painter.write('<again>');
    painter.paint(['b']);
    stdout.writableNeedDrain = false;
    stdout.emit('drain');
    expect(stdout.written.slice(1)).toEqual(['<copy>', '<again>\u001B[1Hb']);
  });

  test('writes nothing while it is closed, and the newest frame whole once it opens', () => {
    const { stdout, painter } = open();
    painter.paint(['early']);
    painter.write('<copy>');
    expect(stdout.written).toEqual([]);
    painter.open();
    painter.close();
    painter.paint(['late']);
    painter.open();
    expect(stdout.written).toEqual([`<copy>${clear}\u001B[1Hearly`, `${clear}\u001B[1Hlate`]);
  });

  test('a refresh paints only what the screen does not show', () => {
    const { stdout, painter } = open();
    painter.open();
    painter.paint(['a']);
    painter.refresh();
    expect(stdout.written).toHaveLength(1);
    painter.forget();
    painter.refresh();
    expect(stdout.written).toHaveLength(2);
  });
});

import { pair, triple } from './rules/pieces.ts';

/**
 * Which rows of a table may match a text, asked by pieces of two ideographs or three other characters. Two pieces
 * may share a slot: then a row is tried in vain.
 */
export class AnchorIndex {
  /** By slot, one more than the place in `lists`. */
  private readonly slots: Uint16Array;
  private readonly lists: number[][] = [];
  private readonly shift: number;

  /** @param bits of a slot's number: there are 2 to that power. */
  constructor(bits: number) {
    this.slots = new Uint16Array(1 << bits);
    this.shift = 32 - bits;
  }

  /** False where nothing is known of what the row asks: then the row has to be tried always. */
  add(row: number, pieces: readonly number[] | null): boolean {
    if (pieces === null) return false;
    for (const piece of pieces) {
      const slot = this.slotOf(piece);
      const list = this.lists[(this.slots[slot] as number) - 1];
      if (list === undefined) this.slots[slot] = this.lists.push([row]);
      else if (!list.includes(row)) list.push(row);
    }
    return true;
  }

  /** Sets `bit` in the mark of each row that may match the text. */
  mark(text: string, marks: Uint16Array, bit: number): void {
    let last = 0;
    let three = 0;
    for (let at = 0; at < text.length; at++) {
      let code = text.charCodeAt(at);
      if (code >= 65 && code <= 90) code |= 32;
      three = triple(three, code);
      this.markOf(three, marks, bit);
      if (code > 0x7f) this.markOf(pair(last, code), marks, bit);
      last = code;
    }
  }

  private markOf(piece: number, marks: Uint16Array, bit: number): void {
    const place = this.slots[this.slotOf(piece)] as number;
    if (place === 0) return;
    for (const row of this.lists[place - 1] as number[]) marks[row] = (marks[row] as number) | bit;
  }

  private slotOf(piece: number): number {
    return Math.imul(piece, 0x9e3779b1) >>> this.shift;
  }
}

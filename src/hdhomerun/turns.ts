/** Work that must not overlap: each begins when the one before has ended, however that was. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does work in its turn; what came of it. */
  take<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => null);
    return turn;
  }
}

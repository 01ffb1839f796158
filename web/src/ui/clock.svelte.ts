// The only reader of the clock for drawing: everything that shows a time is drawn again when it ticks.
const TICK_MS = 30_000;

class Clock {
  nowSeconds = $state(Math.floor(Date.now() / 1000));

  constructor() {
    setInterval(() => this.tick(), TICK_MS);
  }

  tick(): void {
    this.nowSeconds = Math.floor(Date.now() / 1000);
  }
}

export const clock = new Clock();

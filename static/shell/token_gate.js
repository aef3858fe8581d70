/**
 * Does what needs the admin token; where the server refuses it for want of one, asks for it and tries again.
 *
 * @param {{ask: () => Promise<boolean>}} dialog
 * @returns {<Thing>(task: () => Promise<Thing>) => Promise<Thing>} Throws the server's refusal if no token is given.
 */
export function tokenGate(dialog) {
  return async (task) => {
    for (;;) {
      try {
        return await task();
      } catch (thrown) {
        if (thrown.status !== 401 || !(await dialog.ask())) throw thrown;
      }
    }
  };
}

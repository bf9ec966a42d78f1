/** vitest looks fine on an older Node until a test fails; say so before that. */
export default function checkNodeVersion(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 18)) {
    throw new Error(
      `The tests need Node 22.18 or newer, this is ${process.versions.node}. Run them with npm, which puts Node 24 first on Linux and Windows; elsewhere install Node 24.`,
    );
  }
}

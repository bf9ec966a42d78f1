// Plain JavaScript, because it runs on a Node that is too old for the rest.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This repository is worked on with Node 22.18 or newer; this is Node ${process.versions.node}.\n` +
      "On Linux and Windows `npm ci` brings Node 24 along: run the command with npm. Elsewhere install Node 24 first.",
  );
  process.exit(1);
}

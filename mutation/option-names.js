import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** Ignores `true` in tables of names, such as `optionNames`: only the names are read. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "option-names", {
    shouldIgnore(path) {
      if (!path.isBooleanLiteral() || !path.parentPath.isObjectProperty()) return undefined;
      const { id } = path.findParent((parent) => parent.isVariableDeclarator())?.node ?? {};
      return /Names$/.test(id?.name ?? "") ? "Only the names are read." : undefined;
    },
  }),
];

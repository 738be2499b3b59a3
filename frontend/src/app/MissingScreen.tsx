import { Link } from "react-router";
import { buttonClass, Empty, Page } from "@/parts";
import { useWords } from "@/words";

/** An address that leads nowhere, or nowhere for this role. */
export function MissingScreen() {
  const { shell } = useWords();
  return (
    <Page title={shell.screens.missing}>
      <Empty title={shell.missing} icon="search">
        <Link to="/" className={buttonClass("primary")}>{shell.toStart}</Link>
      </Empty>
    </Page>
  );
}

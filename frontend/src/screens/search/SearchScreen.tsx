import { useState } from "react";
import { Page, Tabs } from "@/parts";
import { useWords } from "@/words";
import { BoardSettings } from "./BoardSettings";
import { Find } from "./Find";
import { SavedSearches } from "./SavedSearches";

/** Jobs of other companies for a résumé: looked for now, by itself again and again, and where. */
export default function SearchScreen() {
  const { search: words } = useWords();
  const [view, setView] = useState("find");
  return (
    <Page title={words.title} lead={words.lead}>
      <Tabs
        label={words.views}
        chosen={view}
        onChoose={setView}
        tabs={[
          { key: "find", label: words.find, content: () => <Find onSetUp={() => setView("settings")} /> },
          { key: "saved", label: words.saved, content: () => <SavedSearches /> },
          { key: "settings", label: words.settings, content: () => <BoardSettings /> },
        ]}
      />
    </Page>
  );
}

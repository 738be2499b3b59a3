import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Empty, Loaded, Page } from "@/parts";
import { useWords } from "@/words";

export default function SearchScreen() {
  const { search: words } = useWords();
  const searches = useQuery({
    queryKey: ["saved-searches", { first: true }],
    queryFn: () => answer(api.GET("/api/v1/saved-searches")),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={searches}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.empty} icon="search" />
          ) : (
            <ul className="card stack">
              {items.map((search) => (
                <li key={search.saved_search_id}>{search.name}</li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

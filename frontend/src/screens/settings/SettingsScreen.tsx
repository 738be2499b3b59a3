import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Empty, Loaded, Page } from "@/parts";
import { useWords } from "@/words";

export default function SettingsScreen() {
  const { settings: words } = useWords();
  const users = useQuery({
    queryKey: ["users", { first: true }],
    queryFn: () => answer(api.GET("/api/v1/users")),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={users}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.empty} icon="settings" />
          ) : (
            <ul className="card stack">
              {items.map((user) => (
                <li key={user.user_id}>{user.full_name}</li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

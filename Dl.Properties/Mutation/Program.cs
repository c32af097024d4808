using System.Threading.Tasks;
using Dl.Properties.Mutation;
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Capabilities.TestFramework;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;

if (args is ["table", .. var reports])
{
    Table.Print(reports, Console.Out);
    return 0;
}
var builder = await TestApplication.CreateBuilderAsync(args);
builder.RegisterTestFramework(_ => new TestFrameworkCapabilities(), (_, _) => new Interview());
using var application = await builder.BuildAsync();
return await application.RunAsync();

/// <summary>
/// Asks the questions in one process that lives for many mutants: what is compiled once stays compiled. What was answered quickly last time is
/// asked first, and the first question that finds a mutant out is the last.
/// </summary>
sealed class Interview : ITestFramework, IDataProducer
{
    readonly Dictionary<string, TimeSpan> took = [];

    public string Uid => nameof(Interview);

    public string Version => "1";

    public string DisplayName => Uid;

    public string Description => Uid;

    public Type[] DataTypesProduced => [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) => Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) => Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        var request = (TestExecutionRequest)context.Request;
        Task Say(string name, params IProperty[] properties) => context.MessageBus.PublishAsync(this, new TestNodeUpdateMessage(request.Session.SessionUid,
            new TestNode { Uid = name, DisplayName = name, Properties = new PropertyBag(properties) }));

        var chosen = request.Filter is TestNodeUidListFilter filter ? filter.TestNodeUids.Select(uid => uid.Value).ToHashSet() : null;
        foreach (var (name, ask) in Questions.All.Where(question => chosen?.Contains(question.Name) ?? true).OrderBy(question => took.GetValueOrDefault(question.Name)).ToList())
        {
            if (request is DiscoverTestExecutionRequest)
            {
                await Say(name, DiscoveredTestNodeStateProperty.CachedInstance);
                continue;
            }
            var start = DateTimeOffset.UtcNow;
            var error = Answer(ask);
            var end = DateTimeOffset.UtcNow;
            took[name] = end - start;
            await Say(name, error is null ? PassedTestNodeStateProperty.CachedInstance : new FailedTestNodeStateProperty(error), new TimingProperty(new TimingInfo(start, end, end - start)));
            if (error is not null) break;
        }
        context.Complete();
    }

    static Exception? Answer(Action ask)
    {
        try
        {
            ask();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}

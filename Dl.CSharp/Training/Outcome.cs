namespace Dl.CSharp;

/// <summary>Why training ended.</summary>
public enum Outcome
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>There was no better epoch for as long as <see cref="FitSettings.Patience"/> says.</summary>
    EarlyStopped,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>A loss or a gradient was no longer finite; <see cref="FitResult.Fault"/> tells where.</summary>
    NonFinite,
}

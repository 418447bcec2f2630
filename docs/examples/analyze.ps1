# What is in a picture, with PowerShell 7: ./analyze.ps1 http://localhost:8080 dog.jpg [api-key]
param(
    [Parameter(Mandatory)] [string] $Service,
    [Parameter(Mandatory)] [string] $Picture,
    [string] $ApiKey
)

$headers = if ($ApiKey) { @{ 'X-Api-Key' = $ApiKey } } else { @{} }
try {
    $answer = Invoke-RestMethod -Method Post -Uri "$Service/analyze?confidence=0.4" -Headers $headers `
        -ContentType 'application/octet-stream' -InFile $Picture -MaximumRetryCount 4 -RetryIntervalSec 1
}
catch {
    $sentence = $_.ErrorDetails.Message ? ($_.ErrorDetails.Message | ConvertFrom-Json).error : $_.Exception.Message
    [Console]::Error.WriteLine($sentence)
    exit 1
}

foreach ($found in $answer.detections) {
    $box = $found.box_2d
    '{0} {1} {2},{3} {4},{5}' -f $found.class_name, $found.confidence.ToString('F3', [cultureinfo]::InvariantCulture), $box.x_min, $box.y_min, $box.x_max, $box.y_max
}
